internal import TextKit

/// Finds what is not spoken inside a block of Markdown: link targets, tags, entities, backslashes and the marks of
/// code.
///
/// Emphasis marks are dropped later, by the same rule as in plain text.
struct MarkdownInline {
    /// No link target, code span or tag is longer; the search for its end stops there.
    private static let longest = 2_000

    private let source: SourceBytes
    private var found: [Skip] = []
    /// The opening brackets that may turn out to start a link.
    private var brackets: [Range<Int>] = []

    /// The skips of a block in order, without those that touch one of its comments.
    static func skips(of pieces: [Range<Int>], in source: SourceBytes, without comments: [Skip]) -> [Skip] {
        var inline = MarkdownInline(source: source)
        for piece in pieces {
            inline.scan(piece)
        }
        var rest = comments[...]
        return inline.found.sorted { $0.range.lowerBound < $1.range.lowerBound }.filter { skip in
            rest = rest.drop { $0.range.upperBound <= skip.range.lowerBound }
            return rest.first.map { $0.range.lowerBound >= skip.range.upperBound } ?? true
        }
    }

    private init(source: SourceBytes) {
        self.source = source
    }

    private mutating func scan(_ piece: Range<Int>) {
        var index = piece.lowerBound
        while index < piece.upperBound {
            let rest = index..<min(piece.upperBound, index + Self.longest)
            switch source.bytes[index] {
            case UInt8(ascii: "\\"):
                index = escape(rest)
            case UInt8(ascii: "`"):
                index = codeSpan(rest)
            case UInt8(ascii: "!") where source.bytes[rest].dropFirst().first == UInt8(ascii: "["):
                brackets.append(index..<index + 2)
                index += 2
            case UInt8(ascii: "["):
                brackets.append(index..<index + 1)
                index += 1
            case UInt8(ascii: "]"):
                index = closeBracket(rest)
            case UInt8(ascii: "<"):
                index = tag(rest)
            case UInt8(ascii: "&"):
                index = entity(rest)
            case UInt8(ascii: "~") where source.bytes[rest].dropFirst().first == UInt8(ascii: "~"):
                found.append(Skip(range: index..<index + 2))
                index += 2
            default:
                index += 1
            }
        }
    }

    private mutating func escape(_ rest: Range<Int>) -> Int {
        let start = rest.lowerBound
        guard rest.count >= 2, Self.isPunctuation(source.bytes[start + 1]) else { return start + 1 }
        found.append(Skip(range: start..<start + 1))
        return start + 2
    }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !Unicode.Scalar(byte).isSpeakable
    }

    private mutating func codeSpan(_ rest: Range<Int>) -> Int {
        let mark = UInt8(ascii: "`")
        let length = source.bytes[rest].prefix { $0 == mark }.count
        let start = rest.lowerBound + length
        var index = start
        while index < rest.upperBound {
            let run = source.bytes[index..<rest.upperBound].prefix { $0 == mark }.count
            if run == length {
                found.append(Skip(range: rest.lowerBound..<start))
                found.append(Skip(range: index..<index + run))
                return index + run
            }
            index += max(run, 1)
        }
        return start
    }

    private mutating func closeBracket(_ rest: Range<Int>) -> Int {
        let next = rest.lowerBound + 1
        guard let open = brackets.popLast(), next < rest.upperBound,
            let end = targetEnd(next..<rest.upperBound)
        else { return next }
        found.append(Skip(range: open))
        found.append(Skip(range: rest.lowerBound..<end, reason: .markup))
        return end
    }

    /// The end of `(target "title")` or `[label]`.
    private func targetEnd(_ rest: Range<Int>) -> Int? {
        let opening = source.bytes[rest.lowerBound]
        guard opening == UInt8(ascii: "(") || opening == UInt8(ascii: "[") else { return nil }
        let closing = opening == UInt8(ascii: "(") ? UInt8(ascii: ")") : UInt8(ascii: "]")
        var depth = 0
        for index in rest {
            switch source.bytes[index] {
            case opening: depth += 1
            case closing:
                depth -= 1
                if depth == 0 {
                    return index + 1
                }
            default: break
            }
        }
        return nil
    }

    private mutating func tag(_ rest: Range<Int>) -> Int {
        let start = rest.lowerBound
        let bytes = source.bytes[rest]
        guard let end = bytes.firstIndex(of: UInt8(ascii: ">")), let first = bytes.dropFirst().first,
            first == UInt8(ascii: "/") || Unicode.Scalar(first).properties.isAlphabetic
        else { return start + 1 }
        let inside = source.string(start + 1..<end)
        if inside.contains(":") || inside.contains("@"), !inside.contains(" ") {
            // An address in angle brackets is spoken.
            found.append(Skip(range: start..<start + 1))
            found.append(Skip(range: end..<end + 1))
            return end + 1
        }
        let isBreak = inside.lowercased().hasPrefix("br")
        found.append(Skip(range: start..<end + 1, reason: .markup, replacement: isBreak ? " " : nil))
        return end + 1
    }

    private mutating func entity(_ rest: Range<Int>) -> Int {
        let start = rest.lowerBound
        let bytes = source.bytes[start..<min(rest.upperBound, start + 10)]
        guard let end = bytes.firstIndex(of: UInt8(ascii: ";")),
            let replacement = Self.entities[source.string(start + 1..<end)]
        else { return start + 1 }
        found.append(Skip(range: start..<end + 1, reason: .markup, replacement: replacement))
        return end + 1
    }

    /// Entities for what is not a letter; the others stay as they are written.
    private static let entities: [String: Unicode.Scalar] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "mdash": "\u{2014}",
        "ndash": "\u{2013}", "hellip": "\u{2026}", "lsquo": "'", "rsquo": "'", "ldquo": "\"", "rdquo": "\"", "#39": "'",
        "#34": "\"", "#160": " ", "shy": "\u{AD}", "thinsp": " ", "copy": "\u{A9}", "deg": "\u{B0}",
    ]
}

/// Finds HTML comments: `<!-- … -->`, over several lines or within one.
enum CommentFinder {
    static func skips(in source: SourceBytes) -> [Skip] {
        let bytes = source.bytes
        var result: [Skip] = []
        var index = 0
        while let start = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
            index = start + 1
            guard bytes[start...].starts(with: "<!--".utf8) else { continue }
            guard let end = closing(in: bytes, from: start + 4) else { break }
            result.append(Skip(range: start..<end, reason: .comment))
            index = end
        }
        return result
    }

    private static func closing(in bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        while let dash = bytes[index...].firstIndex(of: UInt8(ascii: "-")) {
            if bytes[dash...].starts(with: "-->".utf8) {
                return dash + 3
            }
            index = dash + 1
        }
        return nil
    }
}
