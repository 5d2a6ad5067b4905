internal import TextKit

extension SpeechNormalizer {
    /// Notes white space inside a line; it is spoken as one space if something follows.
    mutating func addSpace(_ range: Range<Int>) {
        if let open = gap {
            gap?.range = open.range.lowerBound..<range.upperBound
        } else {
            gap = Gap(range: range)
        }
    }

    /// Speaks the white space before `next`.
    mutating func closeGap(before next: Unicode.Scalar) {
        guard let gap else { return }
        self.gap = nil
        guard let last else { return }
        if followsMark, [".", ",", ";", ":", "!", "?"].contains(next) {
            return
        }
        switch gap.join {
        case nil:
            speakSpace(gap.range)
        case .space:
            if !isJoined(last, next, softHyphen: gap.followsSoftHyphen) {
                speakSpace(gap.range)
            }
        case .stop:
            spoken.append((isStop(last) ? " " : ". ").utf8, for: gap.range)
        case .comma:
            spoken.append((isStop(last) ? " " : ", ").utf8, for: gap.range)
        }
    }

    private mutating func speakSpace(_ range: Range<Int>) {
        if range.count == 1 {
            spoken.append(0x20, at: range.lowerBound)
        } else {
            spoken.append(CollectionOfOne(0x20), for: range)
        }
    }

    /// Whether the two sides of a line end are one word, or stand in a script without spaces.
    private func isJoined(_ last: Unicode.Scalar, _ next: Unicode.Scalar, softHyphen: Bool) -> Bool {
        if softHyphen || last == "\u{2014}" || next == "\u{2014}" {
            return true
        }
        if last.isUnspacedScript, next.isUnspacedScript {
            return true
        }
        // `to-` and `day` are `to-day`; a hyphen after a space is a dash.
        guard last == "-" || last == "\u{2010}", next.isSpeakable else { return false }
        let bytes = spoken.bytes
        return bytes.count >= 2 && bytes[bytes.count - 2] != 0x20
    }

    private func isStop(_ scalar: Unicode.Scalar) -> Bool {
        [".", "!", "?", ":", ";", ",", "\u{2014}", "\u{2026}", "\u{3002}", "\u{FF01}", "\u{FF1F}", "\u{FF1A}"]
            .contains(scalar)
    }
}
