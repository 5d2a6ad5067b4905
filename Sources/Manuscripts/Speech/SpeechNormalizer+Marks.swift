internal import TextKit

extension SpeechNormalizer {
    /// `--` and longer, and rows of em dashes, are one em dash; a single hyphen stays.
    mutating func appendDash(_ scalar: Unicode.Scalar, at index: Int, in range: Range<Int>) -> Int {
        var end = index
        while end < range.upperBound {
            let (next, length) = source.scalar(at: end)
            guard next == scalar else { break }
            end += length
        }
        if end - index == 1 {
            append(scalar, index..<end)
        } else {
            replace(index..<end, with: "\u{2014}")
        }
        return end
    }

    /// `...`, `. . .` and rows of ellipses are one ellipsis; with a fourth dot it ends the sentence.
    mutating func appendDots(at index: Int, in range: Range<Int>) -> Int {
        var dots = 0
        var end = index
        var next = index
        while next < range.upperBound {
            let (scalar, length) = source.scalar(at: next)
            if scalar == "." {
                dots += 1
            } else if scalar == "\u{2026}" {
                dots += 3
            } else if scalar == " " || scalar == "\u{A0}" {
                // Only single spaces, and only between dots.
                guard next == end, dots > 0 else { break }
                next += length
                continue
            } else {
                break
            }
            next += length
            end = next
        }
        if dots >= 3 {
            let hasStop = [index, end - 1].contains { source.bytes[$0] == UInt8(ascii: ".") }
            replace(index..<end, with: dots > 3 && hasStop ? "\u{2026}." : "\u{2026}")
            return end
        }
        let one = source.scalar(at: index)
        append(one.scalar, index..<index + one.length)
        return index + one.length
    }

    /// Drops `_` and `*` around words; keeps them inside words (`snake_case`) and a lone star between spaces.
    mutating func appendEmphasisMark(_ scalar: Unicode.Scalar, at index: Int, in range: Range<Int>) -> Int {
        var end = index
        while end < range.upperBound, source.bytes[end] == source.bytes[index] {
            end += 1
        }
        let before = source.scalar(before: index, in: range)
        let after = end < range.upperBound ? source.scalar(at: end).scalar : nil
        let isInsideWord = before?.isSpeakable == true && after?.isSpeakable == true
        let isLoneStar = scalar == "*" && before == " " && after == " "
        if (isInsideWord && (scalar == "_" || end - index == 1)) || (isLoneStar && end - index == 1) {
            for kept in index..<min(end, index + 3) {
                append(scalar, kept..<kept + 1)
            }
        }
        return end
    }

    /// The end of a footnote mark such as `[12]`, `{12}`, `[*]` or `[^note]` that starts at `index`.
    func footnoteMarkEnd(at index: Int, in range: Range<Int>) -> Int? {
        var end = index + 1
        let isNamed = end < range.upperBound && source.bytes[end] == UInt8(ascii: "^")
        let closing = source.bytes[index] == UInt8(ascii: "[") ? UInt8(ascii: "]") : UInt8(ascii: "}")
        let limit = min(range.upperBound, index + (isNamed ? 40 : 6))
        while end < limit {
            switch source.bytes[end] {
            case closing:
                return end > index + (isNamed ? 2 : 1) ? end + 1 : nil
            case 0x30...0x39, UInt8(ascii: "*"):
                end += 1
            case 0x21...0x7E where isNamed:
                end += 1
            default:
                return nil
            }
        }
        return nil
    }
}
