internal import Core
internal import Foundation

/// Values that are stored as JSON text, with short cuts for what almost every row holds.
enum JSONText {
    /// The text of an array or an object; that of an empty one costs nothing.
    static func encode(_ value: some Encodable & Collection) throws -> String {
        guard !value.isEmpty else { return value is any ExpressibleByDictionaryLiteral ? "{}" : "[]" }
        return try text(of: value)
    }

    /// The text of one value.
    static func encode(_ value: TakeReview) throws -> String { try text(of: value) }

    static func encode(_ value: Event.Kind) throws -> String { try text(of: value) }

    private static func text(of value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(date.milliseconds)
        }
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func decode<Value: Decodable>(_ text: String, default empty: Value) throws -> Value {
        text == "[]" || text == "{}" ? empty : try decode(text)
    }

    static func decode<Value: Decodable>(_ text: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            Date(milliseconds: try decoder.singleValueContainer().decode(Int64.self))
        }
        do {
            return try decoder.decode(Value.self, from: Data(text.utf8))
        } catch {
            throw UnreadableValue(kind: "\(Value.self)", text: text)
        }
    }

    /// An array of strings; without a backslash every second quote opens a string, so the text can be cut at them.
    static func decodeStrings(_ text: String) throws -> [String] {
        guard text != "[]" else { return [] }
        let bytes = text.utf8
        guard !bytes.contains(UInt8(ascii: "\\")) else { return try decode(text, default: []) }
        var strings: [String] = []
        var opening: String.Index?
        for index in bytes.indices where bytes[index] == UInt8(ascii: "\"") {
            if let start = opening {
                strings.append(String(text[start..<index]))
                opening = nil
            } else {
                opening = bytes.index(after: index)
            }
        }
        return strings
    }
}

/// A stored word that stands for nothing this program knows, such as the state of a later version.
struct UnreadableValue: Error {
    /// What it should have been, such as `JobState`.
    let kind: String
    let text: String
}
