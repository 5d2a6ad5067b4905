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
}
