package import Core
internal import TextKit

/// Finds out whether segments speak all of a manuscript, in order, each part once, and as it stands there.
package struct SegmentCoverage {
    /// How much of a text a sentence quotes.
    private static let quoted = 60

    private let spoken: SpokenText
    private let digest: (String) -> String
    private var stored: ArraySlice<StoredSegment>
    private var faults: [String] = []

    /// - Parameters:
    ///   - manuscript: What the source says.
    ///   - stored: What the segments are said to speak, in book order.
    ///   - digest: The digest of a text.
    package init(of manuscript: Manuscript, stored: [StoredSegment], digest: @escaping (String) -> String) {
        spoken = manuscript.spoken
        self.stored = stored[...]
        self.digest = digest
        for block in manuscript.chapters.flatMap(\.blocks) { check(block) }
        for segment in self.stored { note(segment, "is nowhere in the source") }
    }

    /// What is wrong, in words and in the order of the book; empty when nothing is.
    package var problems: [String] { faults }

    /// Goes through one heading or paragraph with the segments that begin in it.
    private mutating func check(_ block: ManuscriptBlock) {
        var place = block.spoken.lowerBound
        while let segment = stored.first, segment.range.start < block.range.end {
            stored.removeFirst()
            guard let start = start(of: segment, in: place..<block.spoken.upperBound) else {
                note(segment, "overlaps the one before, or begins inside a character")
                continue
            }
            noteGap(place..<start)
            let ends = ends(of: segment, from: start, in: block)
            guard let end = ends.first(where: { digest(spoken.string(start..<$0)) == segment.digest }) ?? ends.first
            else {
                note(segment, "does not end where its paragraph has a place to end")
                continue
            }
            if digest(spoken.string(start..<end)) != segment.digest {
                note(segment, "says something else than the source")
            }
            place = end
        }
        noteGap(place..<block.spoken.upperBound)
    }

    /// The first spoken byte that comes from where the segment starts.
    private func start(of segment: StoredSegment, in range: Range<Int>) -> Int? {
        range.first { spoken.sourceRange(of: $0..<$0 + 1).start >= segment.range.start }
            .flatMap { spoken.sourceRange(of: $0..<$0 + 1).start == segment.range.start ? $0 : nil }
    }

    /// The places at which spoken text ends that comes from up to where the segment ends, the longest first.
    private func ends(of segment: StoredSegment, from start: Int, in block: ManuscriptBlock) -> [Int] {
        var found: [Int] = []
        for end in start..<block.spoken.upperBound {
            let stop = spoken.sourceRange(of: end..<end + 1).end
            if stop > segment.range.end { break }
            if stop == segment.range.end { found.insert(end + 1, at: 0) }
        }
        return found
    }

    private mutating func noteGap(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        let text = spoken.string(range)
        guard text.unicodeScalars.contains(where: \.isSpeakable) else { return }
        let quote = text.count > Self.quoted ? text.prefix(Self.quoted) + "…" : text[...]
        faults.append("No segment speaks “\(quote)”.")
    }

    private mutating func note(_ segment: StoredSegment, _ what: String) {
        faults.append("Segment \(segment.ordinal) \(what).")
    }
}

/// What a segment is said to speak.
package struct StoredSegment: Sendable, Hashable {
    /// The 1-based place in the book.
    package let ordinal: Int
    /// Where its text stands in the source.
    package let range: SourceRange
    /// Of the text, whatever the digest is.
    package let digest: String

    package init(ordinal: Int, range: SourceRange, digest: String) {
        self.ordinal = ordinal
        self.range = range
        self.digest = digest
    }
}
