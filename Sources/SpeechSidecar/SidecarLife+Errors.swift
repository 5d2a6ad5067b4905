internal import BatchCore
internal import Foundation

extension SidecarLife {
    /// Turns the outcome into the work's result, or into an error that says what to do.
    func result<Result: Sendable>(of outcome: Outcome<Result>, ending: String) throws -> Result {
        switch outcome {
        case .finished(let result): return try result.get()
        case .refused("port_in_use", _): throw portConflict()
        case .refused(let code, let message): throw refused(code: code, message: message, ending: ending)
        case .startTimedOut: throw startTimeout()
        case .diedAtStart: throw diedAtStart(log.lines.last.map { "Its last line: \($0)" } ?? "", ending: ending)
        case .crashed: throw crashed(ending: ending)
        }
    }

    private var lastLines: [String: String] {
        log.lines.isEmpty ? [:] : ["standardError": log.lines.joined(separator: "\n")]
    }

    private func portConflict() -> BatchError {
        let holder = PortHolder.listening(on: configuration.port)
        let who = holder.map { "process \($0.pid) (\($0.program))" } ?? "another program"
        var details = ["port": String(configuration.port)]
        if let holder {
            details["pid"] = String(holder.pid)
            details["program"] = holder.program
        }
        return BatchError(
            .sidecarPortConflict,
            "Port \(configuration.port) is taken by \(who).",
            remedy: "End that program, or set sidecar.port = 0 in the profile so that a free port is chosen.",
            details: details
        )
    }

    private func startTimeout() -> BatchError {
        BatchError(
            .sidecarStartTimeout,
            "The sidecar was not ready within \(configuration.startTimeout.components.seconds) s of its last sign of life.",
            remedy: "Raise sidecar.start_timeout in the profile, or look into the sidecar's log.",
            details: lastLines
        )
    }

    private func refused(code: String, message: String, ending: String) -> BatchError {
        BatchError(
            .sidecarDiedAtStart,
            "The sidecar did not start (\(ending)): \(message) (\(code))",
            remedy: "Mend what it names in the profile's sidecar table, or in what it was built with (`make sidecar`).",
            details: lastLines.merging(["ending": ending, "code": code]) { old, _ in old }
        )
    }

    private func diedAtStart(_ cause: String, ending: String) -> BatchError {
        BatchError(
            .sidecarDiedAtStart,
            "The sidecar ended before it was ready (\(ending)). \(cause)".trimmingCharacters(in: .whitespaces),
            remedy: "Read its last lines under details; build it again with `make sidecar` if files are missing.",
            details: lastLines.merging(["ending": ending]) { old, _ in old }
        )
    }

    private func crashed(ending: String) -> BatchError {
        BatchError(
            .sidecarCrashed,
            "The sidecar ended in the middle of the work (\(ending)).",
            remedy: "Run again to go on where it stopped; if it happens again, read the sidecar's log.",
            details: lastLines.merging(["ending": ending]) { old, _ in old }
        )
    }
}
