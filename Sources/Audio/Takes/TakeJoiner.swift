internal import Core
package import Foundation

/// Joins the takes of a text that was spoken in pieces into one.
package enum TakeJoiner {
    /// The fade at a seam, in seconds.
    private static let fade = 0.005
    /// The near silence that is kept beside the speech at a seam, in seconds.
    private static let guardSeconds = 0.06

    /// Appends takes to a writer, with the same pause between the speech of each two.
    ///
    /// - Parameters:
    ///   - takes: The files in order.
    ///   - pause: From speech to speech, in seconds.
    ///   - sampleRate: Of all of them.
    ///   - writer: Gets the samples.
    /// - Throws: `BatchError` with `synthesis.badAudio` or an `output.…` code.
    package static func join(_ takes: [URL], pause: Double, sampleRate: Int, into writer: TakeWriter) throws {
        let kept = Int(guardSeconds * Double(sampleRate))
        let reader = TakeReader(sampleRate: sampleRate, fadeSamples: Int(fade * Double(sampleRate)))
        var owed = 0
        for (index, take) in takes.enumerated() {
            let span = try reader.open(take)
            let lead = index == 0 ? span.lead : min(span.lead, kept, owed)
            let tail = index == takes.count - 1 ? span.tail : min(span.tail, kept)
            if index > 0 { try writer.append([Int16](repeating: 0, count: max(0, owed - lead))[...]) }
            try reader.stream(span.start - lead..<span.end + tail) { try writer.append($0) }
            owed = Int(pause * Double(sampleRate)) - tail
        }
    }
}
