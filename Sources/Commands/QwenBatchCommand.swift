package import ArgumentParser
internal import Core

/// The `qwen-batch` program.
package struct QwenBatchCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "qwen-batch",
        abstract: "Turns texts into audiobooks, in batches, unattended.",
        discussion: """
            Queue narrations in the evening, let them be made overnight, read in the morning what happened:

              qwen-batch enqueue book.txt
              qwen-batch run overnight
              qwen-batch report

            Exit codes: 0 all done; 1 some job failed; 64 usage; 69 blocked by the surroundings; \
            75 stopped with work left, run again to go on.
            """,
        version: ProgramVersion.number,
        groupedSubcommands: [
            CommandGroup(
                name: "Daily",
                subcommands: [EnqueueCommand.self, RunCommand.self, ReportCommand.self, VerifyCommand.self]
            ),
            CommandGroup(
                name: "Queue",
                subcommands: [ListCommand.self, RetryCommand.self, CancelCommand.self, RemoveCommand.self]
            ),
            CommandGroup(
                name: "Speech",
                subcommands: [VoicesCommand.self, SayCommand.self, SidecarCommand.self]
            ),
            CommandGroup(
                name: "Upkeep",
                subcommands: [DoctorCommand.self, CollectCommand.self]
            ),
        ]
    )

    package init() {}
}
