internal import Core
internal import Foundation
internal import GRDB

/// Reads a row's columns one after the other, which is several times faster than by name.
///
/// A value of the wrong type throws rather than traps, since a damaged file may hold anything.
struct ColumnReader {
    private let row: Row
    private var index = 0

    init(_ row: Row) {
        self.row = row
    }

    mutating func next<Value: DatabaseValueConvertible & StatementColumnConvertible>() throws -> Value {
        defer { index += 1 }
        return try row.decode(Value.self, atIndex: index)
    }

    mutating func date() throws -> Date {
        let milliseconds: Int64 = try next()
        return Date(milliseconds: milliseconds)
    }

    mutating func dateIfPresent() throws -> Date? {
        let milliseconds: Int64? = try next()
        return milliseconds.map(Date.init(milliseconds:))
    }

    /// A word of an enumeration that is stored as its raw value.
    mutating func word<Word: RawRepresentable<String>>() throws -> Word {
        let text: String = try next()
        return try Self.parse(text)
    }

    /// A word of an enumeration, or nil.
    mutating func wordIfPresent<Word: RawRepresentable<String>>() throws -> Word? {
        let text: String? = try next()
        guard let text else { return nil }
        return try Self.parse(text)
    }

    /// The four columns of an error, in the order of `ErrorColumns.list`.
    mutating func error() throws -> BatchError? {
        let code: ErrorCode? = try wordIfPresent()
        guard let code else {
            index += 3
            return nil
        }
        let message: String = try next()
        let remedy: String = try next()
        let details: String = try next()
        return BatchError(code, message, remedy: remedy, details: try JSONText.decode(details, default: [:]))
    }

    /// A value that is stored as JSON, or nil.
    mutating func json<Value: Decodable>() throws -> Value? {
        let text: String? = try next()
        return try text.map { try JSONText.decode($0) }
    }

    private static func parse<Word: RawRepresentable<String>>(_ text: String) throws -> Word {
        guard let word = Word(rawValue: text) else {
            throw UnreadableValue(kind: "\(Word.self)", text: text)
        }
        return word
    }
}

/// The four columns in which every table that can hold an error holds it.
enum ErrorColumns {
    static let list = "errorCode, errorMessage, errorRemedy, errorDetails"
    /// The right side of an update; its arguments are `values(_:)`.
    static let assignment = "errorCode = ?, errorMessage = ?, errorRemedy = ?, errorDetails = ?"
    static let clearing = "errorCode = NULL, errorMessage = NULL, errorRemedy = NULL, errorDetails = NULL"

    static func values(_ error: BatchError?) throws -> StatementArguments {
        guard let error else { return [nil, nil, nil, nil] }
        return [error.code.rawValue, error.message, error.remedy, try JSONText.encode(error.details)]
    }
}

extension Statement {
    /// Every row as a value, read while the statement steps so that no row is copied.
    func values<Value>(_ arguments: StatementArguments = [], _ value: (Row) throws -> Value) throws -> [Value] {
        let rows = try Row.fetchCursor(self, arguments: arguments)
        var values: [Value] = []
        while let row = try rows.next() {
            values.append(try value(row))
        }
        return values
    }
}

extension Date {
    /// A moment as the store keeps it.
    init(milliseconds: Int64) {
        self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
    }

    /// Whole milliseconds since 1970.
    var milliseconds: Int64 {
        Int64((timeIntervalSince1970 * 1000).rounded())
    }
}
