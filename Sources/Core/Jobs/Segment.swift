/// The text of one synthesis request, as it stands in the queue.
package struct Segment: Sendable, Hashable, Identifiable {
    package typealias ID = Int64

    package let id: ID
    package var jobID: Job.ID
    /// 1-based position of the chapter in the book.
    package var chapter: Int
    /// 1-based position of the segment in the book.
    package var ordinal: Int
    package var text: String
    package var range: SourceRange
    package var boundary: Boundary
    package var state: SegmentState
    /// How many takes were rejected or broke off.
    package var attempts: Int
    package var error: BatchError?
    package var takeID: Take.ID?

    package init(
        id: ID,
        jobID: Job.ID,
        chapter: Int,
        ordinal: Int,
        text: String,
        range: SourceRange,
        boundary: Boundary,
        state: SegmentState,
        attempts: Int,
        error: BatchError?,
        takeID: Take.ID?
    ) {
        self.id = id
        self.jobID = jobID
        self.chapter = chapter
        self.ordinal = ordinal
        self.text = text
        self.range = range
        self.boundary = boundary
        self.state = state
        self.attempts = attempts
        self.error = error
        self.takeID = takeID
    }
}

/// Where a segment stands.
package enum SegmentState: String, Sendable, Hashable, Codable, CaseIterable {
    case pending
    case synthesizing
    case done
    case failed
}

/// What separates a segment from the next one; it decides how long the silence between them is.
package enum Boundary: String, Sendable, Hashable, Codable, CaseIterable {
    /// Inside a sentence that was too long for one request.
    case clause
    case sentence
    case paragraph
    /// After a heading, before the text under it.
    case heading
    case sceneBreak
    /// After the last segment of a chapter.
    case chapter
}

/// A half-open stretch of the decoded source, in UTF-8 bytes from its start (a byte order mark is not counted).
package struct SourceRange: Sendable, Hashable, Codable {
    package let start: Int
    package let end: Int

    package init(_ start: Int, _ end: Int) {
        precondition(start <= end, "a range ends where it starts or later")
        self.start = start
        self.end = end
    }

    package var length: Int { end - start }
}

/// A part of the book under one heading.
package struct Chapter: Sendable, Hashable, Identifiable {
    package typealias ID = Int64

    package let id: ID
    package var jobID: Job.ID
    /// 1-based position in the book.
    package var ordinal: Int
    package var title: String?
    package var segments: Int
    /// Where it starts in the finished book, in seconds; nil before that is known.
    package var startSeconds: Double?

    package init(id: ID, jobID: Job.ID, ordinal: Int, title: String?, segments: Int, startSeconds: Double? = nil) {
        self.id = id
        self.jobID = jobID
        self.ordinal = ordinal
        self.title = title
        self.segments = segments
        self.startSeconds = startSeconds
    }
}
