internal import Audio
internal import Core
internal import Foundation
internal import QueueStore

/// Finds out whether what stands where a completed job put its book is still that book.
package struct BookOwnership {
    /// How far two lengths of the same book may be from each other, in seconds.
    private static let tolerance = 0.001

    package let store: SQLiteJobStore

    /// Tells that the book of a job was replaced.
    ///
    /// - Parameter job: A job in any state.
    /// - Returns: A sentence; nil where the job has its book, or nothing tells that it has not.
    /// - Throws: `BatchError` with a `store.…` code.
    package func replacement(of job: Job) async throws -> String? {
        guard job.state == .completed, let output = job.outputs.first else { return nil }
        if let successor = try await store.successor(of: job) {
            return "The book of job \(job.id) was replaced by that of job \(successor)."
        }
        guard let manifest = try? StoredManifest(ofBookAt: URL(fileURLWithPath: output)).manifest,
            !Self.isManifest(manifest, of: job)
        else { return nil }
        return "The book of job \(job.id) was replaced: what stands at \(output) has the manifest of another."
    }

    private static func isManifest(_ manifest: BookManifest, of job: Job) -> Bool {
        let seconds = Double(manifest.audio.samples) / Double(manifest.audio.sampleRate)
        return manifest.source.path == job.source && abs(seconds - job.progress.audioSeconds) < tolerance
    }
}
