package import ArgumentParser
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
