package import ArgumentParser
internal import Core
internal import Foundation
internal import Manuscripts
internal import Narration
internal import QueueStore
internal import Reporting

/// `qwen-batch enqueue`: reads sources, plans them, and puts them into the queue.
package struct EnqueueCommand: BatchCommand {
    package static let configuration = CommandConfiguration(
        commandName: "enqueue",
        abstract: "Put texts into the queue.",
        discussion: """
            Takes .txt and .md files, folders of them, or standard input (-). A source that cannot be used is named \
            with the reason, and the others are enqueued. The same source with the same options is not enqueued twice.
            """
    )

    @OptionGroup var global: GlobalOptions
    @OptionGroup var job: JobArguments

    @Argument(help: "Files, folders, or - for standard input.", completion: .file(extensions: ["txt", "md"]))
    var paths: [String]

    @Option(
        name: .long,
        help: "The profile of the run to come: texts are cut, and voices looked up, for its engine. Default: overnight."
    )
    var profile: String?

    @Flag(name: .long, help: "Only show chapters, segments and the expected length of the audio.")
    var dryRun = false

    @Flag(name: .long, help: "Enqueue also what is in the queue already.")
    var again = false

    @Flag(name: .long, help: "Write the result as JSON.")
    var json = false

    /// `--format` names the audio here, so that the result's own format is a flag.
    var outputFormat: OutputFormat { json ? .json : .text }

    package init() {}

    package func validate() throws {
        if paths.contains("") { throw ValidationError("A path is empty.") }
    }
}

extension EnqueueCommand {
    /// Jobs that are stored in one transaction, and the bytes of their text; enough to make its cost small, few enough to
    /// keep memory flat.
    private static let batch = (jobs: 200, bytes: 1 << 20)

    package func run(in context: CommandContext) async throws {
        let sources = findSources(context)
        let settings = try profile(context)
        let home = global.homeFolder(context)
        let store = dryRun ? nil : try JobStore(at: home.database)
        try await store?.requireSound()
        let planner = JobPlanner(
            arguments: plannedArguments(context, sources: sources.count),
            profile: settings,
            capabilities: try await settings.rememberedCapabilities(store, home: home),
            context: context
        )
        var result = EnqueueResult()
        var waiting: [NewJob] = []
        var waitingBytes = 0
        for source in sources {
            do {
                let job = try plan(source, planner)
                guard store != nil else {
                    result.plans.append(EnqueuePlan(job))
                    continue
                }
                waiting.append(job)
                waitingBytes += job.chapters.flatMap(\.segments).reduce(0) { $0 + $1.text.utf8.count }
            } catch let error as BatchError {
                result.problems.append(EnqueueProblem(source: source.name, error: error))
                if outputFormat == .text { context.console.show(error, about: source.name) }
            }
            guard waiting.count >= Self.batch.jobs || waitingBytes >= Self.batch.bytes else { continue }
            try await add(&waiting, to: store, &result, context)
            waitingBytes = 0
        }
        try await add(&waiting, to: store, &result, context)
        if outputFormat == .json || dryRun { context.console.output(try result.rendered(as: outputFormat)) }
        if outputFormat == .text, result.added.count > 1 || !result.problems.isEmpty, !dryRun {
            context.console.line(result.summary)
        }
        if !result.problems.isEmpty { throw ExitCode(1) }
    }

    /// The profile that was named; the usual one keeps nobody from enqueuing when it is wrong, since the run comes later.
    private func profile(_ context: CommandContext) throws -> Profile {
        let finder = ProfileFinder(context: context)
        if let profile { return try finder.profile(named: profile) }
        do {
            return try finder.profile(named: ProfileFinder.builtIn)
        } catch let error as BatchError {
            context.console.note("warning: \(error.message) \(error.remedy)")
            return Profile(name: ProfileFinder.builtIn)
        }
    }

    private enum Source {
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

    private func findSources(_ context: CommandContext) -> [Source] {
        let found = SourceFinder().find(paths.filter { $0 != "-" }.map { context.url($0) })
        let input = paths.contains("-") ? [Source.standardInput] : []
        let problems = found.problems.map { Source.problem($0.path, $0.error) }
        return input + problems + found.sources.map(Source.file)
    }

    private func plannedArguments(_ context: CommandContext, sources: Int) -> JobPlanner.PlannedArguments {
        let job = job
        return JobPlanner.PlannedArguments(
            options: { job.options(language: $0) },
            title: job.title,
            author: job.author,
            priority: job.priority,
            target: OutputTarget(option: job.output, isShared: sources > 1, context: context)
        )
    }

    private func plan(_ source: Source, _ planner: JobPlanner) throws -> NewJob {
        switch source {
        case .file(let url): try planner.plan(file: url)
        case .standardInput: try planner.planStandardInput()
        case .problem(_, let error): throw error
        }
    }

    private func add(
        _ jobs: inout [NewJob],
        to store: JobStore?,
        _ result: inout EnqueueResult,
        _ context: CommandContext
    ) async throws {
        guard let store, !jobs.isEmpty else { return }
        for (planned, outcome) in zip(jobs, try await store.enqueue(jobs, allowingDuplicates: again)) {
            let seconds = SpeechEstimate(speed: planned.options.speed ?? 1).seconds(of: planned.chapters)
            switch outcome {
            case .added(let job):
                let enqueued = EnqueuedJob(job, expectedSeconds: seconds)
                result.added.append(enqueued)
                guard outputFormat == .text else { continue }
                context.console.line(enqueued.sentence)
                for diagnostic in job.diagnostics { context.console.note("  job \(job.id): \(diagnostic.sentence)") }
            case .duplicate(let job):
                result.duplicates.append(EnqueuedJob(job, expectedSeconds: seconds))
                guard outputFormat == .text else { continue }
                context.console.line(
                    "\(job.source) is job \(job.id) already (\(job.state.rawValue)); nothing was added. "
                        + "Use --again to enqueue it once more."
                )
            }
        }
        jobs.removeAll(keepingCapacity: true)
    }
}

extension Diagnostic {
    /// The finding as one line.
    var sentence: String {
        let place = line.map { "line \($0): " } ?? ""
        return "\(severity.rawValue): \(place)\(message)"
    }
}
