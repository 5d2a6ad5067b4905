package import Core
internal import Documents
internal import Foundation
internal import LocalSystem
internal import Manuscripts
internal import QueueStore

/// What is to be put into the queue, and how.
package struct EnqueueRequest: Sendable {
    /// Files and folders, as they were typed; `-` is standard input.
    package var paths: [String]
    package var options: EnqueueOptions
    /// The profile of the run to come; nil takes the usual one, which keeps nobody from enqueuing when it is wrong.
    package var profile: String?
    /// Whether nothing is added, and only the plans are made.
    package var isDryRun: Bool
    /// Whether what is in the queue already is added again.
    package var allowsDuplicates: Bool

    package init(
        paths: [String],
        options: EnqueueOptions = EnqueueOptions(),
        profile: String? = nil,
        isDryRun: Bool = false,
        allowsDuplicates: Bool = false
    ) {
        self.paths = paths
        self.options = options
        self.profile = profile
        self.isDryRun = isDryRun
        self.allowsDuplicates = allowsDuplicates
    }
}

/// Puts sources into the queue: finds them, reads and plans each, and adds them in batches.
package struct EnqueueService: Sendable {
    /// What is stored in one transaction at most: enough jobs to make its cost small, few enough bytes of text to keep
    /// memory flat.
    private static let batch = (jobs: 200, bytes: 1 << 20)

    private let workspace: Workspace

    package init(_ workspace: Workspace) {
        self.workspace = workspace
    }

    /// Enqueues everything that can be; a source that cannot be is a problem in the result.
    ///
    /// - Parameters:
    ///   - request: The sources, and what is asked of their jobs.
    ///   - observe: Is told of each step as it is made.
    /// - Returns: What became of the sources; with an error, if one ended the work after it had begun.
    /// - Throws: `BatchError` when nothing could be begun: the named profile is wrong, or the queue cannot be opened.
    package func enqueue(
        _ request: EnqueueRequest,
        observe: (EnqueueStep) -> Void = { _ in }
    ) async throws -> EnqueueResult {
        let sources = findSources(request.paths)
        let profile = try profile(request.profile, observe)
        let store = try await openStore(isDryRun: request.isDryRun)
        let planner = JobPlanner(
            options: request.options,
            target: OutputTarget(option: request.options.output, isShared: sources.count > 1, workspace: workspace),
            profile: profile,
            capabilities: try await remembered(profile, store)
        )
        var result = EnqueueResult()
        var batch = Batch()
        do {
            for source in sources {
                do {
                    let job = try await plan(source, planner)
                    if request.isDryRun {
                        let plan = EnqueuePlan(job)
                        result.plans.append(plan)
                        observe(.planned(plan))
                    } else {
                        batch.append(job)
                    }
                } catch let error as BatchError {
                    let problem = EnqueueProblem(source: source.name, error: error)
                    result.problems.append(problem)
                    observe(.problem(problem))
                }
                guard batch.jobs.count >= Self.batch.jobs || batch.bytes >= Self.batch.bytes else { continue }
                try await add(&batch, to: store, request, &result, observe)
            }
            try await add(&batch, to: store, request, &result, observe)
        } catch let error as BatchError {
            result.error = error
        }
        return result
    }
}

/// What is made known while sources are enqueued.
package enum EnqueueStep: Sendable {
    /// The usual profile is wrong, so that the built-in one was taken.
    case profileIgnored(BatchError)
    case planned(EnqueuePlan)
    case problem(EnqueueProblem)
    case added(EnqueuedJob)
    /// The same source with the same options is this job already.
    case duplicate(EnqueuedJob, state: JobState)
}

extension EnqueueService {
    private struct Batch {
        var jobs: [NewJob] = []
        /// The bytes of their texts.
        var bytes = 0

        mutating func append(_ job: NewJob) {
            jobs.append(job)
            bytes += job.chapters.flatMap(\.segments).reduce(0) { $0 + $1.text.utf8.count }
        }
    }

    private enum Source: Sendable {
        case file(URL)
        case standardInput
        case problem(String, BatchError)

        var name: String {
            switch self {
            case .file(let url): url.path
            case .standardInput: "-"
            case .problem(let name, _): name
            }
        }
    }

    private func findSources(_ paths: [String]) -> [Source] {
        let found = SourceFinder().find(paths.filter { $0 != "-" }.map { workspace.url($0) })
        let input = paths.contains("-") ? [Source.standardInput] : []
        let problems = found.problems.map { Source.problem($0.path, $0.error) }
        return input + problems + found.sources.map(Source.file)
    }

    /// The profile that was named; the usual one is not needed before the run comes.
    private func profile(_ name: String?, _ observe: (EnqueueStep) -> Void) throws -> Profile {
        let finder = ProfileFinder(workspace)
        if let name { return try finder.profile(named: name) }
        do {
            return try finder.profile(named: ProfileFinder.builtIn)
        } catch let error as BatchError {
            observe(.profileIgnored(error))
            return Profile(name: ProfileFinder.builtIn)
        }
    }

    /// The queue; nil for a dry run where there is none, which makes none.
    private func openStore(isDryRun: Bool) async throws -> JobStore? {
        guard !isDryRun || workspace.home.hasQueue else { return nil }
        let store = try workspace.store()
        if !isDryRun { try await store.requireSound() }
        return store
    }

    private func remembered(_ profile: Profile, _ store: JobStore?) async throws -> SpeechCapabilities? {
        guard let store else { return nil }
        return try await profile.rememberedCapabilities(in: store)
    }

    /// Reads a source and plans its job, on a thread that may wait for a disk.
    private func plan(_ source: Source, _ planner: JobPlanner) async throws -> NewJob {
        let standardInput = workspace.standardInput
        return try await BlockingWork.run {
            switch source {
            case .file(let url): try planner.plan(file: url)
            case .standardInput: try planner.plan(standardInput: try standardInput())
            case .problem(_, let error): throw error
            }
        }
    }

    private func add(
        _ batch: inout Batch,
        to store: JobStore?,
        _ request: EnqueueRequest,
        _ result: inout EnqueueResult,
        _ observe: (EnqueueStep) -> Void
    ) async throws {
        guard let store, !batch.jobs.isEmpty else { return }
        let jobs = batch.jobs
        batch = Batch()
        let outcomes = try await store.enqueue(jobs, allowingDuplicates: request.allowsDuplicates)
        for (planned, outcome) in zip(jobs, outcomes) {
            let seconds = SpeechEstimate(speed: planned.options.speed ?? 1).seconds(of: planned.chapters)
            switch outcome {
            case .added(let job):
                let added = EnqueuedJob(job, expectedSeconds: seconds)
                result.added.append(added)
                observe(.added(added))
            case .duplicate(let job):
                let duplicate = EnqueuedJob(job, expectedSeconds: seconds)
                result.duplicates.append(duplicate)
                observe(.duplicate(duplicate, state: job.state))
            }
        }
    }
}
