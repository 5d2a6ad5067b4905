internal import TextKit

/// The decoded source as UTF-8 bytes, always valid.
struct SourceBytes: Sendable {
    let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    func string(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// The scalar that starts at `index`, and its length in bytes.
    @inline(__always)
    func scalar(at index: Int) -> (scalar: Unicode.Scalar, length: Int) {
        bytes.scalar(at: index)
    }

    /// The scalar that ends before `index`, or nil at the start of `limits`.
    func scalar(before index: Int, in limits: Range<Int>) -> Unicode.Scalar? {
        bytes.scalar(before: index, in: limits)
    }

    /// How many scalars `range` holds.
    func scalarCount(_ range: Range<Int>) -> Int {
        bytes.scalarCount(range)
    }

    /// `range` without the white space around it, and the columns of white space before it.
    func trimmed(_ range: Range<Int>) -> (range: Range<Int>, indent: Int) {
        var start = range.lowerBound
        var indent = 0
        while start < range.upperBound {
            let (scalar, length) = scalar(at: start)
            guard let width = Self.width(ofSpace: scalar) else { break }
            indent += width
            start += length
        }
        var end = range.upperBound
        while end > start, let last = scalar(before: end, in: start..<end), Self.width(ofSpace: last) != nil {
            end -= UTF8.width(last)
        }
        return (start..<end, indent)
    }

    private static func width(ofSpace scalar: Unicode.Scalar) -> Int? {
        switch scalar {
        case " ", "\u{A0}": 1
        case "\t": 4
        case "\u{3000}": 2
        case "\u{FEFF}", "\u{200B}": 0
        default: nil
        }
    }
}
