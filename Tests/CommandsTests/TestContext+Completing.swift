import Audio
@testable import Commands
import Core
import Foundation
import QueueStore
import Testing

extension TestContext {
    /// Enqueues the source of a finished book and completes the job as if it had made that book.
    ///
    /// - Parameters:
    ///   - fixture: The book.
    ///   - options: Further options of `enqueue`.
    ///   - audioSeconds: The length that the job remembers; nil for that of the book.
    /// - Returns: The job.
    /// - Throws: Errors of the store, and of a book without a manifest.
    func complete(
        _ fixture: BookFixture,
        _ options: String...,
        audioSeconds: Double? = nil
    ) async throws -> Job.ID {
        #expect(await run(["enqueue", "--home", "home", fixture.source.path] + options) == 0, "\(errors)")
        let store = try JobStore(at: context.workingDirectory.appending(path: "home/queue.sqlite"))
        let process = ProcessIdentity(pid: 1, bootID: "another", startTicks: 1)
        let run = try await store.beginRun(profile: "overnight", process: process)
        let job = try #require(try await store.claimJob(for: run))
        let claim = try #require(job.claim)
        for segment in try await store.claimSegments(claim, limit: 100) {
            let take = NewTake(
                key: "\(job.id)-\(segment.ordinal)",
                verdict: .accepted,
                file: "aa/\(job.id)-\(segment.ordinal).wav",
                checksum: "",
                samples: 24_000,
                sampleRate: 24_000,
                seed: 1,
                synthesisSeconds: 1
            )
            try await store.accept([AcceptedTake(segment: segment, recording: take, rowState: .new, claim: claim)])
        }
        let audio = try StoredManifest(ofBookAt: fixture.book).manifest.audio
        let seconds = audioSeconds ?? Double(audio.samples) / Double(audio.sampleRate)
        let file = SealedFile(path: fixture.book.path, inode: 0, bytes: 0, modifiedAt: 0)
        let book = SealedBook(files: [file], audioSeconds: seconds, chapterStarts: [])
        #expect(try await store.seal(book, by: claim))
        #expect(try await store.complete(book, by: claim))
        return job.id
    }
}
