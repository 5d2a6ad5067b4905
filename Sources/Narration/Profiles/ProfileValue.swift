internal import Foundation
internal import TOMLKit

/// A value of a profile file, as far as profiles use TOML.
package enum ProfileValue: Sendable {
    case text(String)
    case integer(Int)
    case decimal(Double)
    case truth(Bool)
    /// A table that holds only texts.
    case texts([String: String])
    /// An array that holds only texts.
    case list([String])
    case other

    package init(_ value: any TOMLValueConvertible) {
        if let text = value.string {
            self = .text(text)
        } else if let integer = value.int {
            self = .integer(integer)
        } else if let decimal = value.double {
            self = .decimal(decimal)
        } else if let truth = value.bool {
            self = .truth(truth)
        } else if let table = value.table {
            let texts = table.keys.map { ($0, table[$0]?.string) }
            let known = texts.compactMap { key, text in text.map { (key, $0) } }
            self = known.count == texts.count ? .texts(Dictionary(uniqueKeysWithValues: known)) : .other
        } else if let array = value.array {
            let texts = array.compactMap(\.string)
            self = texts.count == array.count ? .list(texts) : .other
        } else {
            self = .other
        }
    }

    /// The value as a finite number, whole or not.
    package var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .decimal(let value): value.isFinite ? value : nil
        default: nil
        }
    }
}
