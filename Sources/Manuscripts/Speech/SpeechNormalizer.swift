internal import Documents
internal import TextKit

/// Turns stretches of a source into text as it is sent to a speech engine, block by block.
///
/// White space becomes single spaces, typographic quotes become straight ones, `--` an em dash, `...` an ellipsis;
/// emphasis marks, footnote marks, control and formatting characters go; the rest is composed (NFC). Numbers and
/// abbreviations stay as they are: expanding them is the engine's business.
struct SpeechNormalizer {
    /// White space that is spoken only if something follows it.
    struct Gap {
        var range: Range<Int>
        /// Nil inside a line.
        var join: LineJoin?
        var followsSoftHyphen = false
    }

    let source: SourceBytes
    /// What is not spoken, or is spoken as something else, in order.
    private let skips: [Skip]
    var spoken = SpokenText()
    /// The footnote marks met so far.
    var footnoteMarks: [Range<Int>] = []

    var gap: Gap?
    /// The last scalar spoken in this block.
    var last: Unicode.Scalar?
    var hasSpeakable = false
    var endsInSoftHyphen = false
    /// Whether the last thing met was a footnote mark, whose space before a full stop goes with it.
    var followsMark = false
    private var blockStart = 0
    private var skipIndex = 0

    init(source: SourceBytes, skips: [Skip]) {
        self.source = source
        self.skips = skips
    }

    /// Starts a block.
    mutating func begin() {
        blockStart = spoken.end
        gap = nil
        last = nil
        hasSpeakable = false
        endsInSoftHyphen = false
        followsMark = false
    }

    /// Ends the block: where its spoken text stands, or nil when it had nothing speakable, and nothing of it is kept.
    mutating func finish() -> Range<Int>? {
        guard hasSpeakable else {
            spoken.removeEverything(from: blockStart)
            return nil
        }
        return blockStart..<spoken.end
    }

    /// Speaks a stretch of one line.
    mutating func append(_ range: Range<Int>) {
        var index = range.lowerBound
        while index < range.upperBound {
            while skipIndex < skips.count, skips[skipIndex].range.upperBound <= index {
                skipIndex += 1
            }
            guard skipIndex < skips.count, skips[skipIndex].range.lowerBound < range.upperBound else {
                speak(index..<range.upperBound)
                return
            }
            let skip = skips[skipIndex]
            if skip.range.lowerBound > index {
                speak(index..<skip.range.lowerBound)
            }
            if let replacement = skip.replacement, skip.range.lowerBound >= index {
                replace(skip.range, with: replacement)
            }
            index = skip.range.upperBound
        }
    }

    /// Goes on to the next line.
    mutating func breakLine(_ range: Range<Int>, join: LineJoin) {
        gap = Gap(range: (gap?.range.lowerBound ?? range.lowerBound)..<range.upperBound, join: join)
        gap?.followsSoftHyphen = endsInSoftHyphen
        endsInSoftHyphen = false
    }

    private mutating func replace(_ range: Range<Int>, with replacement: Unicode.Scalar) {
        switch SpeechCharacter(replacement) {
        case .space: addSpace(range)
        case .softHyphen: endsInSoftHyphen = true
        case .dropped, .joiner: break
        case .replaced(let text): replace(range, with: text)
        case .kept: replace(range, with: String(replacement))
        }
    }

    private mutating func speak(_ range: Range<Int>) {
        var index = range.lowerBound
        while index < range.upperBound {
            let plain = PlainRun.length(in: source.bytes, range: index..<range.upperBound)
            if plain.length > 0 {
                appendVerbatim(index..<index + plain.length, isSpeakable: plain.isSpeakable)
                index += plain.length
            } else {
                index = appendScalar(at: index, in: range)
            }
        }
    }

    private mutating func appendVerbatim(_ range: Range<Int>, isSpeakable: Bool) {
        closeGap(before: Unicode.Scalar(source.bytes[range.lowerBound]))
        spoken.append(range, of: source)
        last = Unicode.Scalar(source.bytes[range.upperBound - 1])
        hasSpeakable = hasSpeakable || isSpeakable
        endsInSoftHyphen = false
        followsMark = false
    }
}

// MARK: - Spaces

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
            spoken.append((PauseMark(last) != nil ? " " : ". ").utf8, for: gap.range)
        case .comma:
            spoken.append((PauseMark(last) != nil ? " " : ", ").utf8, for: gap.range)
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
}

/// Finds stretches of ASCII that are spoken exactly as they are written; most of most books.
enum PlainRun {
    /// 2 for letters and digits, 1 for punctuation that needs no look around it, 0 for everything else.
    private static let classes: [UInt8] = (0..<256).map { value in
        switch UInt8(value) {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: 2
        case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "'"), UInt8(ascii: "\""),
            UInt8(ascii: "("), UInt8(ascii: ")"):
            1
        default: 0
        }
    }

    /// How many bytes from the start of `range` can be copied, and whether a letter or digit is among them.
    static func length(in bytes: [UInt8], range: Range<Int>) -> (length: Int, isSpeakable: Bool) {
        var index = range.lowerBound
        var seen: UInt8 = 0
        while index < range.upperBound {
            let kind = classes[Int(bytes[index])]
            if kind != 0 {
                seen |= kind
            } else {
                // A single space between two words.
                guard bytes[index] == 0x20, index > range.lowerBound, index + 1 < range.upperBound,
                    classes[Int(bytes[index + 1])] == 2
                else { break }
            }
            index += 1
        }
        // A combining mark may follow: its base goes with it.
        if index > range.lowerBound, index < range.upperBound, bytes[index] >= 0xCC {
            index -= 1
            if index > range.lowerBound, bytes[index - 1] == 0x20 {
                index -= 1
            }
        }
        return (index - range.lowerBound, seen & 2 != 0)
    }
}
