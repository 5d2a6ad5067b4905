internal import ArgumentParser
internal import Core
internal import Narration
internal import Reporting

/// Options that every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The folder that holds queue, takes and logs.",
            discussion: "Default: $QWEN_BATCH_HOME, else the platform's folder for a program's data.",
            valueName: "dir"
        ),
        completion: .directory
    )
    var home: String?

    func validate() throws {
        if home?.isEmpty == true { throw ValidationError("--home is empty; it must be a folder.") }
    }

    func workspace(_ context: CommandContext) -> Workspace { context.workspace(home) }
}

// Values of options that other modules define.
extension AudioFormat: ExpressibleByArgument {}
extension GapPolicy: ExpressibleByArgument {}
extension JobState: ExpressibleByArgument {}
extension OutputFormat: ExpressibleByArgument {}

extension OptionFault {
    /// The fault of an option on the command line.
    var validationError: ValidationError { ValidationError("--\(option) \(reason)") }
}
