package import Core

/// What the report on one job says of a take.
package struct TakeReport: Sendable, Hashable {
    package let take: Take
    /// The positions in the book of the segments that it speaks or was made for.
    package let segments: [Int]
}

extension TakeReport: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        let recording = take.recording
        writer.object { writer in
            writer.field("audioSeconds", recording.audioSeconds)
            writer.field("checksum", recording.checksum)
            writer.field("createdAt", take.createdAt)
            writer.field("file", recording.file)
            writer.field("id", take.id)
            writer.field("key", recording.key)
            writer.field("reason", recording.reason)
            writer.field("review", recording.review)
            writer.field("sampleRate", recording.sampleRate)
            writer.field("samples", recording.samples)
            writer.field("seed", recording.seed)
            writer.field("segments", segments)
            writer.field("synthesisSeconds", recording.synthesisSeconds)
            writer.field("verdict", recording.verdict.rawValue)
        }
    }
}
