internal import ArgumentParser
internal import Core
internal import Narration

/// The jobs that a command works on, one after another.
struct JobSelection: ParsableArguments {
    @OptionGroup var global: GlobalOptions

    @Argument(help: "The numbers of the jobs, as `qwen-batch list` shows them.")
    var jobs: [Int64]

    func validate() throws {
        if jobs.isEmpty { throw ValidationError("Name at least one job.") }
    }

    /// Does something to every job; trouble with one does not keep it from the others.
    ///
    /// - Throws: `ExitCode` of `jobFailed` when there was any.
    func forEach(
        _ context: CommandContext,
        _ action: (QueueEditor, Job.ID) async throws -> String
    ) async throws {
        let queue = try await QueueEditor(global.workspace(context))
        var hadTrouble = false
        for id in jobs {
            do {
                context.console.line(try await action(queue, id))
            } catch let error as BatchError where error.code.blame == .job {
                context.console.show(error)
                hadTrouble = true
            }
        }
        if hadTrouble { throw ExitCode(ExitStatus.jobFailed) }
    }
}
