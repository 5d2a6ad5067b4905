internal import Core
internal import Foundation

/// What is wrong with a sidecar process, as errors that say what to do.
struct SidecarTrouble: Sendable {
    let configuration: SidecarConfiguration
    /// The last lines of its standard error.
    let lines: [String]

    /// What builds it.
    private var target: String { configuration.engine.name == .qwen ? "sidecar-qwen" : "sidecar" }

    private var lastLines: [String: String] {
        lines.isEmpty ? [:] : ["standardError": lines.joined(separator: "\n")]
    }

    /// Words of lines that tell why a process ended; what comes after them is often only about its end.
    private static let tellingWords = ["error", "fatal", "killed", "out of memory"]

    /// What it said of its end, or at least said last, as a sentence to be added to another.
    private var cause: String {
        let said = lines.filter { !$0.allSatisfy(\.isWhitespace) }
        let telling = said.last { line in Self.tellingWords.contains { line.lowercased().contains($0) } }
        return (telling ?? said.last).map { " Its log says: \($0)" } ?? ""
    }

    func portConflict() -> BatchError {
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
            remedy: "End that program (a sidecar kept for previews: `qwen-batch sidecar stop`), "
                + "or set sidecar.port = 0 in the profile so that a free port is chosen.",
            details: details
        )
    }

    func startTimeout() -> BatchError {
        BatchError(
            .sidecarStartTimeout,
            "The sidecar was not ready within \(configuration.startTimeout.components.seconds) s of its last sign of life.",
            remedy: "Raise sidecar.start_timeout in the profile, or look into the sidecar's log.",
            details: lastLines
        )
    }

    /// The sidecar said itself why it cannot start.
    func refused(code: String, message: String, ending: String) -> BatchError {
        if code == "port_in_use" { return portConflict() }
        return BatchError(
            .sidecarDiedAtStart,
            "The sidecar did not start: \(message) (\(code))",
            remedy: StartRefusal(rawValue: code)?.remedy(engine: configuration.engine.name, target: target)
                ?? "Read its last lines under details; build it again with `make \(target)` if files are missing.",
            details: lastLines.merging(["ending": ending, "code": code]) { old, _ in old }
        )
    }

    func diedAtStart(ending: String) -> BatchError {
        BatchError(
            .sidecarDiedAtStart,
            "The sidecar ended before it was ready (\(ending)).\(cause)",
            remedy: "Read its last lines under details; build it again with `make \(target)` if files are missing.",
            details: lastLines.merging(["ending": ending]) { old, _ in old }
        )
    }

    func crashed(ending: String) -> BatchError {
        BatchError(
            .sidecarCrashed,
            "The sidecar ended in the middle of the work (\(ending)).\(cause)",
            remedy: "Run again to go on where it stopped; if it happens again, read the sidecar's log.",
            details: lastLines.merging(["ending": ending]) { old, _ in old }
        )
    }
}
