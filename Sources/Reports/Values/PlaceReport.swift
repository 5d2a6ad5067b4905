package import BatchCore

/// A place in the book where a take was rejected or the segment failed: where to listen, or what is missing.
package struct PlaceReport: Sendable, Hashable {
    package let segment: Segment
    /// Why takes of it were rejected, the oldest first.
    package let reasons: [BatchError]
}

extension PlaceReport: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("attempts", segment.attempts)
            writer.field("chapter", segment.chapter)
            writer.field("error", segment.error)
            writer.field("rangeEnd", segment.range.end)
            writer.field("rangeStart", segment.range.start)
            writer.field("rejections", reasons)
            writer.field("segment", segment.ordinal)
            writer.field("state", segment.state.rawValue)
            writer.field("text", segment.text)
        }
    }
}
