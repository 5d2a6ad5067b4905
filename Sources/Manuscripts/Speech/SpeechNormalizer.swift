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
    /// What is not spoken, in order; set before the block it concerns.
    var skips: [Skip] = [] {
        didSet { skipIndex = 0 }
    }
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

    init(source: SourceBytes) {
        self.source = source
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
        if replacement == " " {
            addSpace(range)
        } else {
            replace(range, with: String(replacement))
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
