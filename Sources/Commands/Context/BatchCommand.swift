package import ArgumentParser
internal import Core
internal import Narration

/// A command that takes everything it needs from a context.
package protocol BatchCommand: AsyncParsableCommand {
    func run(in context: CommandContext) async throws
}

extension BatchCommand {
    package func run() async throws {
        let context = CommandContext.live()
        do {
            try await run(in: context)
        } catch let error as BatchError {
            context.console.show(error)
            throw ExitCode(error.exitStatus)
        }
    }
}

extension Console {
    /// Shows an error: code and sentence, then what to do.
    func show(_ problem: BatchError, about subject: String? = nil) {
        let lead = subject.map { "\($0): " } ?? ""
        note("error: \(lead)\(problem.message) [\(problem.code.rawValue)]\n       \(problem.remedy)")
        guard let lines = problem.details["standardError"] else { return }
        for line in lines.split(separator: "\n") { note("       | \(line)") }
    }
}

extension ExitCode {
    init(_ status: ExitStatus) {
        self.init(status.rawValue)
    }
}
