package import ArgumentParser
internal import Core
internal import Foundation
internal import Narration
internal import Reporting

/// `qwen-batch doctor`: finds what would keep a run from its work.
package struct DoctorCommand: BatchCommand {
    package static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Find what would keep a run from its work, with a remedy for each finding.",
        discussion: """
            Looks at profile, folders, queue, backups, takes, disk space, audio formats, port and sidecar, or the profile's \
            endpoints. The sidecar is started and says a few words, as does each endpoint, unless --quick is given. Nothing is changed, except with --restore-backup.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The profile that a run would use.")
    var profile = ProfileFinder.builtIn

    @Flag(name: .long, help: "Do not start the sidecar, or ask the endpoints.")
    var quick = false

    @Flag(name: .long, help: "Put the newest sound backup in the place of a damaged queue, which is moved aside.")
    var restoreBackup = false

    @Option(name: .long, help: "How to write the result: text or json.")
    var format: OutputFormat = .text

    package init() {}

    package func run(in context: CommandContext) async throws {
        let workspace = global.workspace(context)
        if restoreBackup {
            let restored = try await UpkeepService(workspace).restoreBackup()
            let moved = restored.aside.map { " What was there is in \($0.path)." } ?? ""
            context.console.note(
                "The queue is that of \(restored.madeAt.formatted(.iso8601)) again.\(moved) Enqueue again what was "
                    + "enqueued since then; what is there already is not added twice."
            )
        }
        let doctor = DoctorService(workspace, profile: profile, startsSpeech: !quick)
        let report = try await context.untilStopped { await doctor.report() }
        context.console.output(try context.renderer(format).render(report))
        if report.exitStatus != .success { throw ExitCode(report.exitStatus) }
    }
}
