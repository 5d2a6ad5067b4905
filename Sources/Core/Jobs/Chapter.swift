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
