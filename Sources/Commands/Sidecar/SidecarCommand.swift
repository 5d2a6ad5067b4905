package import ArgumentParser

/// `qwen-batch sidecar`.
package struct SidecarCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "sidecar",
        abstract: "Keep a sidecar running between commands, for previews.",
        discussion: """
            `say` and `voices` then need not start one each. A run always starts a sidecar of its own. Each home folder \
            keeps one at most.
            """,
        subcommands: [SidecarStartCommand.self, SidecarStopCommand.self, SidecarStatusCommand.self]
    )

    package init() {}
}
