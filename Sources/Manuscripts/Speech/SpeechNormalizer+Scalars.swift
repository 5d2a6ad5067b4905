internal import Documents
internal import TextKit

extension SpeechNormalizer {
    /// Speaks what starts at `index`, looking no further than `range`; returns where to go on.
    mutating func appendScalar(at index: Int, in range: Range<Int>) -> Int {
        let (scalar, length) = source.scalar(at: index)
        let next = index + length
        switch scalar {
        case "-", "\u{2014}", "\u{2015}":
            return appendDash(scalar, at: index, in: range)
        case ".", "\u{2026}":
            return appendDots(at: index, in: range)
        case "_", "*":
            return appendEmphasisMark(scalar, at: index, in: range)
        case "[", "{":
            if let end = footnoteMarkEnd(at: index, in: range) {
                footnoteMarks.append(index..<end)
                followsMark = true
                return end
            }
            append(scalar, index..<next)
        case "`":
            let isDouble = next < range.upperBound && source.bytes[next] == UInt8(ascii: "`")
            replace(isDouble ? index..<next + 1 : index..<next, with: isDouble ? "\"" : "'")
            return isDouble ? next + 1 : next
        case "!", "?", "#", "$", "%", "&", "+", "/", "<", "=", ">", "@", "\\", "]", "^", "|", "}", "~":
            if !repeatsFourTimes(at: index, in: range) {
                append(scalar, index..<next)
            }
        default:
            return appendOther(scalar, at: index, length: length, in: range)
        }
        return next
    }

    private mutating func appendOther(
        _ scalar: Unicode.Scalar,
        at index: Int,
        length: Int,
        in range: Range<Int>
    ) -> Int {
        let next = index + length
        switch SpeechCharacter(scalar) {
        case .space:
            addSpace(index..<next)
        case .dropped:
            break
        case .softHyphen:
            endsInSoftHyphen = true
        case .joiner:
            // Persian, the scripts of India and emoji need it; elsewhere it is an accident.
            if let last, last.value >= 0x590 {
                append(scalar, index..<next)
            }
        case .replaced(let text):
            replace(index..<next, with: text)
        case .kept:
            return appendComposed(scalar, at: index, length: length, in: range)
        }
        return next
    }

    /// Speaks a scalar together with the marks that follow it, composed.
    private mutating func appendComposed(
        _ scalar: Unicode.Scalar,
        at index: Int,
        length: Int,
        in range: Range<Int>
    ) -> Int {
        var end = index + length
        var cluster: [Unicode.Scalar] = []
        while end < range.upperBound, source.bytes[end] >= 0xCC, cluster.count < CanonicalComposition.mostMarks {
            let (mark, markLength) = source.scalar(at: end)
            guard CanonicalComposition.joinsBackward(mark) else { break }
            cluster.append(mark)
            end += markLength
        }
        if cluster.isEmpty, scalar.value < 0x300 || CanonicalComposition.isInert(scalar) {
            append(scalar, index..<end)
            return end
        }
        cluster.insert(scalar, at: 0)
        let composed = CanonicalComposition.compose(cluster)
        let scalars = String(decoding: composed, as: UTF8.self).unicodeScalars
        if source.bytes[index..<end].elementsEqual(composed) {
            closeGap(before: scalar)
            spoken.append(index..<end, of: source)
            noteEmitted(scalars)
        } else {
            closeGap(before: scalar)
            spoken.append(composed, for: index..<end)
            noteEmitted(scalars)
        }
        return end
    }

    private mutating func noteEmitted(_ scalars: String.UnicodeScalarView) {
        last = scalars.last
        hasSpeakable = hasSpeakable || scalars.contains(where: \.isSpeakable)
        endsInSoftHyphen = false
        followsMark = false
    }

    /// Speaks a scalar as it stands in the source.
    mutating func append(_ scalar: Unicode.Scalar, _ range: Range<Int>) {
        closeGap(before: scalar)
        spoken.append(range, of: source)
        last = scalar
        hasSpeakable = hasSpeakable || scalar.isSpeakable
        endsInSoftHyphen = false
        followsMark = false
    }

    /// Speaks `text` for a stretch of the source.
    mutating func replace(_ range: Range<Int>, with text: String) {
        let scalars = text.unicodeScalars
        guard let first = scalars.first else { return }
        closeGap(before: first)
        spoken.append(text.utf8, for: range)
        noteEmitted(scalars)
    }

    private func repeatsFourTimes(at index: Int, in range: Range<Int>) -> Bool {
        guard index - 3 >= range.lowerBound else { return false }
        return source.bytes[index - 3..<index].allSatisfy { $0 == source.bytes[index] }
    }

    // MARK: - Marks

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
