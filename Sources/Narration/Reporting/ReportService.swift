internal import Audio
package import Core
internal import Foundation
internal import LocalSystem
internal import QueueStore
package import Reporting

/// Tells what happened: from the queue, from the manifests beside finished books, and from the files of takes.
package struct ReportService: Sendable {
    /// Jobs that are shown in full when none is named: more than a night brings.
    private static let mostJobs = 20

    private let store: JobStore
    private let takes: URL
    private let now: @Sendable () -> Date

    /// Opens the queue.
    ///
    /// - Throws: `BatchError` where it cannot be opened.
    package init(_ workspace: Workspace) async throws {
        store = try await workspace.openQueue()
        takes = workspace.home.takes
        now = workspace.now
    }

    /// The jobs in some states.
    package func list(_ states: Set<JobState> = Set(JobState.allCases)) async throws -> ListReport {
        ListReport(jobs: try await store.jobs(in: states))
    }

    /// All jobs in short, and so many of the latest runs and sidecars.
    package func overview(runs: Int = 5) async throws -> Report {
        try await report(on: try await store.jobs(in: Set(JobState.allCases)), runs: runs)
    }

    /// A job in full, without the sounds.
    ///
    /// - Throws: `BatchError` with `store.noSuchJob`.
    package func detail(of id: Job.ID) async throws -> JobDetailReport { try await detail(of: try await store.job(id)) }

    /// What the page shows.
    ///
    /// - Parameters:
    ///   - jobs: The jobs by their numbers; for none, all, and those in full that a run worked on last.
    ///   - runs: How many of the latest runs and sidecars to tell of.
    /// - Returns: The jobs, with the sounds of their worst places.
    /// - Throws: `BatchError` with `store.noSuchJob`.
    package func evidence(of jobs: [Job.ID], runs: Int = 5) async throws -> EvidenceReport {
        var all: [Job] = []
        for job in jobs { all.append(try await store.job(job)) }
        if jobs.isEmpty { all = try await store.jobs(in: Set(JobState.allCases)) }
        let inFull = jobs.isEmpty ? Self.latest(all) : Set(jobs)
        var details: [JobDetailReport] = []
        for job in all where inFull.contains(job.id) { details.append(try await detail(of: job)) }
        let clips = try await clips(of: EvidenceChoice.takes(of: details))
        let evidence = details.map { JobEvidence(detail: $0, clips: clips) }
        return EvidenceReport(report: try await report(on: all, runs: runs), jobs: evidence)
    }
}

extension ReportService {
    private func report(on jobs: [Job], runs: Int) async throws -> Report {
        Report(
            jobs: jobs,
            runs: try await store.runs(limit: runs),
            sidecarSessions: try await store.sidecarSessions(limit: runs),
            generatedAt: now()
        )
    }

    private func detail(of job: Job) async throws -> JobDetailReport {
        var (job, manifest) = (job, try await Self.manifest(of: job))
        if let replacement = try await BookOwnership(store: store).replacement(of: job) {
            manifest = nil
            let message = "\(replacement) Its levels are not known any more, and its times are estimated."
            job.diagnostics.append(Diagnostic(.warning, code: "book.replaced", message: message))
        }
        return JobDetailReport(
            job: job,
            chapters: try await store.chapters(of: job.id),
            segments: try await store.segments(of: job.id),
            takes: try await store.takes(of: job.id),
            layout: manifest?.layout,
            levels: manifest?.levelReport,
            generatedAt: now()
        )
    }

    /// What stands beside the book; nil where there is none that is about it.
    private static func manifest(of job: Job) async throws -> BookManifest? {
        guard job.state == .completed, let output = job.outputs.first else { return nil }
        return try await BookOwnership.manifest(ofBookAt: output)
    }

    private static func latest(_ jobs: [Job]) -> Set<Job.ID> {
        let started = jobs.filter { $0.startedAt != nil }
        let newest = started.sorted { ($0.finishedAt ?? .distantFuture) > ($1.finishedAt ?? .distantFuture) }
        return Set(newest.prefix(mostJobs).map(\.id))
    }

    /// The sounds of takes whose files are there and whole; the page says of the others that they are not.
    private func clips(of chosen: [Take]) async throws -> [Take.ID: TakeClip] {
        let folder = takes
        return try await BlockingWork.run {
            var clips: [Take.ID: TakeClip] = [:]
            for take in chosen {
                guard let file = take.recording.file,
                    let sound = try? SoundClip(reading: folder.appending(path: file)), sound.sampleRate > 0
                else { continue }
                clips[take.id] = TakeClip(
                    seconds: Double(sound.samples.count) / Double(sound.sampleRate),
                    waveform: Waveform(sound.samples),
                    audio: (try? sound.flac()).map { TakeClip.Audio(mediaType: "audio/flac", bytes: $0) }
                )
            }
            return clips
        }
    }
}

/// Finds out whether what stands where a completed job put its book is still that book.
struct BookOwnership {
    /// How far two lengths of the same book may be from each other, in seconds.
    private static let tolerance = 0.001

    let store: JobStore

    /// Tells that the book of a job was replaced.
    ///
    /// - Parameter job: A job in any state.
    /// - Returns: A sentence; nil where the job has its book, or nothing tells that it has not.
    /// - Throws: `BatchError` with a `store.…` code.
    func replacement(of job: Job) async throws -> String? {
        guard job.state == .completed, let output = job.outputs.first else { return nil }
        if let successor = try await store.successor(of: job) {
            return "The book of job \(job.id) was replaced by that of job \(successor)."
        }
        guard let manifest = try await Self.manifest(ofBookAt: output),
            !Self.isManifest(manifest, of: job)
        else { return nil }
        return "The book of job \(job.id) was replaced: what stands at \(output) has the manifest of another."
    }

    /// The manifest beside a book; nil where there is none that can be read.
    static func manifest(ofBookAt path: String) async throws -> BookManifest? {
        try await BlockingWork.run { try? StoredManifest(ofBookAt: URL(fileURLWithPath: path)).manifest }
    }

    private static func isManifest(_ manifest: BookManifest, of job: Job) -> Bool {
        let seconds = Double(manifest.audio.samples) / Double(manifest.audio.sampleRate)
        return manifest.source.path == job.source && abs(seconds - job.progress.audioSeconds) < tolerance
    }
}

/// What the report takes from the manifest beside a finished book.
extension BookManifest {
    /// Where each segment is heard.
    var layout: BookLayout {
        let rate = Double(audio.sampleRate)
        let spans = segments.filter { $0.start <= $0.end }.map { segment in
            (segment.ordinal, Double(segment.start) / rate..<Double(segment.end) / rate)
        }
        return BookLayout(spans: Dictionary(spans) { first, _ in first })
    }

    /// How loud the book is, and the files of its chapters.
    var levelReport: LevelReport {
        let chapters = chapters.compactMap { chapter in
            chapter.audio.map { FileLevels(name: $0.file, levels: chapter.levels) }
        }
        return LevelReport(files: [FileLevels(name: audio.file, levels: levels)] + chapters)
    }
}
