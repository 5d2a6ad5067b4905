internal import TextKit

/// The decoded source as UTF-8 bytes, always valid.
package struct SourceBytes: Sendable {
    package let bytes: [UInt8]

    package init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// - Parameter bytes: Valid UTF-8.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package func string(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// The scalar that starts at `index`, and its length in bytes.
    @inlinable @inline(__always)
    package func scalar(at index: Int) -> (scalar: Unicode.Scalar, length: Int) {
        bytes.scalar(at: index)
    }

    /// The scalar that ends before `index`, or nil at the start of `limits`.
    @inlinable
    package func scalar(before index: Int, in limits: Range<Int>) -> Unicode.Scalar? {
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
        return (start..<Self.end(of: start..<range.upperBound, in: bytes), indent)
    }

    /// A stretch of a text without the white space around it.
    static func trimmed(_ range: Range<Int>, of bytes: [UInt8]) -> Range<Int> {
        var start = range.lowerBound
        while start < range.upperBound, case let next = bytes.scalar(at: start), width(ofSpace: next.scalar) != nil {
            start += next.length
        }
        return start..<end(of: start..<range.upperBound, in: bytes)
    }

    private static func end(of range: Range<Int>, in bytes: [UInt8]) -> Int {
        var end = range.upperBound
        while end > range.lowerBound, let last = bytes.scalar(before: end, in: range), width(ofSpace: last) != nil {
            end -= UTF8.width(last)
        }
        return end
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

// MARK: - Searching

extension SourceBytes {
    /// Whether `range` holds `phrase` (ASCII capitals), whatever the case of the source.
    func contains(_ phrase: StaticString, in range: Range<Int>) -> Bool {
        firstIndex(of: phrase, in: range) != nil
    }

    /// Where `phrase` (ASCII capitals) first stands in `range`, whatever the case of the source.
    func firstIndex(of phrase: StaticString, in range: Range<Int>) -> Int? {
        phrase.withUTF8Buffer { phrase in
            guard range.count >= phrase.count else { return nil }
            return (range.lowerBound...range.upperBound - phrase.count).first { start in
                phrase.indices.allSatisfy { Self.capital(bytes[start + $0]) == phrase[$0] }
            }
        }
    }

    private static func capital(_ byte: UInt8) -> UInt8 {
        (0x61...0x7A).contains(byte) ? byte - 0x20 : byte
    }
}

// MARK: - Ends of sentences

extension SourceBytes {
    private static let closers: Set<Unicode.Scalar> = [
        "\"", "'", ")", "]", "_", "*", "\u{201D}", "\u{2019}", "\u{BB}", "\u{300D}", "\u{300F}", "\u{FF09}",
    ]

    /// Whether a line ends as a sentence ends: in a full stop or its like, within closing quotes or not.
    func endsSentence(_ range: Range<Int>) -> Bool {
        lastMark(of: range).flatMap(PauseMark.init) == .sentence
    }

    /// Whether a line ends as a paragraph may end: as a sentence, or with a colon or a dash.
    func endsParagraph(_ range: Range<Int>) -> Bool {
        guard let last = lastMark(of: range) else { return false }
        return PauseMark(last) == .sentence || [":", "\u{2014}", "-"].contains(last)
    }

    private func lastMark(of range: Range<Int>) -> Unicode.Scalar? {
        var end = range.upperBound
        while let scalar = scalar(before: end, in: range), Self.closers.contains(scalar) {
            end -= UTF8.width(scalar)
        }
        return scalar(before: end, in: range)
    }
}
