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
