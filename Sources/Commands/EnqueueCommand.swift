package import ArgumentParser
internal import Core
internal import Narration
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

    // `--format` names the audio here.
    @Flag(name: .long, help: "Write the result as JSON.")
    var json = false

    package init() {}

    package func validate() throws {
        if paths.contains("") { throw ValidationError("A path is empty.") }
    }

    package func run(in context: CommandContext) async throws {
        let request = EnqueueRequest(
            paths: paths,
            options: job.options,
            profile: profile,
            isDryRun: dryRun,
            allowsDuplicates: again
        )
        let service = EnqueueService(global.workspace(context))
        let result = try await service.enqueue(request) { show($0, context.console) }
        if json {
            context.console.output(try ReportJSON.text(of: result))
        } else if dryRun {
            context.console.output(result.plans.map(\.text).joined(separator: "\n"))
        } else if result.added.count > 1 || !result.problems.isEmpty || result.error != nil {
            context.console.line(result.summary)
        }
        if let error = result.error { throw error }
        if result.exitStatus != .success { throw ExitCode(result.exitStatus) }
    }

    /// Tells what became of a source as soon as it is known, unless the result as JSON will.
    private func show(_ step: EnqueueStep, _ console: Console) {
        switch step {
        case .profileIgnored(let error): console.note("warning: \(error.message) \(error.remedy)")
        case .problem(let problem) where !json: console.show(problem.error, about: problem.source)
        case .added(let job) where !json:
            console.line(job.sentence)
            for diagnostic in job.diagnostics { console.note("  job \(job.id): \(diagnostic.sentence)") }
        case .duplicate(let job, let state) where !json:
            console.line(
                "\(job.source) is job \(job.id) already (\(state.rawValue)); nothing was added. "
                    + "Use --again to enqueue it once more."
            )
        case .planned, .problem, .added, .duplicate: break
        }
    }
}

extension EnqueueResult {
    /// One line that counts.
    fileprivate var summary: String {
        var parts = ["\(added.count) added"]
        if !duplicates.isEmpty { parts.append("\(duplicates.count) in the queue already") }
        if !problems.isEmpty { parts.append("\(problems.count) with errors") }
        return parts.joined(separator: ", ") + "."
    }
}

extension EnqueuedJob {
    fileprivate var sentence: String {
        let size = [
            chapters.of("chapter"), segments.of("segment"), "about \(expectedSeconds.spoken) of audio",
        ]
        return "Job \(id): \(title) (\(size.joined(separator: ", ")))"
    }
}

extension EnqueuePlan {
    fileprivate var text: String {
        var lines = ["\(title)\(author.map { " by \($0)" } ?? "") (\(source))"]
        for (index, chapter) in chapters.enumerated() {
            let number = String(index + 1)
            let margin = String(repeating: " ", count: max(0, 4 - number.count))
            let size = "\(chapter.segments.of("segment")), \(chapter.expectedSeconds.spoken)"
            lines.append("\(margin)\(number)  \(chapter.title ?? "(no heading)")  (\(size))")
        }
        lines += diagnostics.map { "      \($0.sentence)" }
        let total = [
            chapters.count.of("chapter"), segments.of("segment"), characters.of("character"),
            "about \(expectedSeconds.spoken) of audio",
        ]
        lines.append("      \(total.joined(separator: ", ")); nothing was enqueued.")
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Diagnostic {
    /// The finding as one line.
    var sentence: String {
        let place = line.map { "line \($0): " } ?? ""
        return "\(severity.rawValue): \(place)\(message)"
    }
}
