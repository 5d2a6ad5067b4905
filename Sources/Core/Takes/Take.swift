package import Foundation

/// One synthesised recording of a segment.
package struct Take: Sendable, Hashable, Identifiable {
    package typealias ID = Int64

    /// Whether a take may become part of the book.
    package enum Verdict: String, Sendable, Hashable, Codable, CaseIterable {
        case accepted
        case rejected
    }

    package let id: ID
    /// The segment it was made for; nil once that segment's job was removed.
    package var segmentID: Segment.ID?
    package var recording: NewTake
    package var createdAt: Date

    package init(id: ID, segmentID: Segment.ID?, recording: NewTake, createdAt: Date) {
        self.id = id
        self.segmentID = segmentID
        self.recording = recording
        self.createdAt = createdAt
    }
}

/// A take as it is recorded.
package struct NewTake: Sendable, Hashable {
    /// The hash of everything that shaped the audio; equal keys mean equal audio.
    package var key: String
    package var verdict: Take.Verdict
    /// Why it was rejected.
    package var reason: BatchError?
    /// The file's path inside the takes folder; nil when a rejected take kept no file.
    package var file: String?
    /// SHA-256 of the PCM samples as little-endian bytes, in hex.
    package var checksum: String?
    package var samples: Int
    package var sampleRate: Int
    package var seed: Int
    /// Seconds from the request to the end of its audio.
    package var synthesisSeconds: Double
    /// The result of checking it; nil when it was not checked.
    package var review: TakeReview?

    package init(
        key: String,
        verdict: Take.Verdict,
        reason: BatchError? = nil,
        file: String? = nil,
        checksum: String? = nil,
        samples: Int,
        sampleRate: Int,
        seed: Int,
        synthesisSeconds: Double,
        review: TakeReview? = nil
    ) {
        self.key = key
        self.verdict = verdict
        self.reason = reason
        self.file = file
        self.checksum = checksum
        self.samples = samples
        self.sampleRate = sampleRate
        self.seed = seed
        self.synthesisSeconds = synthesisSeconds
        self.review = review
    }

    /// Whether it was accepted although it has findings, because no attempt gave a better one.
    package var isFlagged: Bool { verdict == .accepted && review?.isGood == false }

    package var audioSeconds: Double { sampleRate > 0 ? Double(samples) / Double(sampleRate) : 0 }
}

/// What the store knows of a take that a segment may get.
package enum TakeRowState: Sendable, Hashable {
    /// It was made for the segment, and has no row yet.
    case new
    /// It was made for the segment, and was entered and counted when it was kept.
    case kept
    /// It was there before; its row is found by its key.
    case known
}

/// A take that speaks a segment from now on.
package struct AcceptedTake: Sendable, Hashable {
    package var segment: Segment
    package var recording: NewTake
    package var rowState: TakeRowState
    /// The right to the segment's job.
    package var claim: Claim
    /// What is wrong with it where it is accepted for want of a better one.
    package var flag: BatchError?

    package init(
        segment: Segment,
        recording: NewTake,
        rowState: TakeRowState,
        claim: Claim,
        flag: BatchError? = nil
    ) {
        self.segment = segment
        self.recording = recording
        self.rowState = rowState
        self.claim = claim
        self.flag = flag
    }
}

/// A done segment with the audio that speaks it.
package struct PlayableSegment: Sendable, Hashable {
    package var ordinal: Int
    /// 1-based position of the chapter in the book.
    package var chapter: Int
    package var chapterTitle: String?
    package var boundary: Boundary
    package var take: NewTake

    package init(ordinal: Int, chapter: Int, chapterTitle: String?, boundary: Boundary, take: NewTake) {
        self.ordinal = ordinal
        self.chapter = chapter
        self.chapterTitle = chapterTitle
        self.boundary = boundary
        self.take = take
    }
}
