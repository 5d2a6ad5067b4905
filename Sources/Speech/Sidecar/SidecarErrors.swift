internal import Core
internal import Foundation

/// What goes wrong with a sidecar process, as errors that say what to do; what goes wrong over HTTP is in `SpeechErrors`.
struct SidecarErrors: Sendable {
    let configuration: SidecarConfiguration
    /// The last lines of its standard error.
    let lines: [String]

    /// What builds it.
    private var target: String { configuration.engine.name == .qwen ? "sidecar-qwen" : "sidecar" }

    private var rebuildRemedy: String {
        "Read its last lines under details; build it again with `make \(target)` if files are missing."
    }

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

    /// The system cannot start the program; the reason is the system's, without a full stop.
    func notExecutable(_ program: String, reason: String) -> BatchError {
        BatchError(
            .sidecarNotExecutable,
            "The sidecar \(program) could not be started: \(reason).",
            remedy: "Build it again for this machine with `make \(target)`.",
            details: ["program": program]
        )
    }

    func notReady(_ failure: StartFailure, ending: String) -> BatchError {
        switch failure {
        case .refused("port_in_use", _): portConflict()
        case .refused(let code, let message):
            BatchError(
                .sidecarDiedAtStart,
                "The sidecar did not start: \(message) (\(code))",
                remedy: StartRefusal(rawValue: code)?.remedy(engine: configuration.engine.name, target: target)
                    ?? rebuildRemedy,
                details: lastLines.merging(["ending": ending, "code": code]) { old, _ in old }
            )
        case .timedOut:
            BatchError(
                .sidecarStartTimeout,
                "The sidecar was not ready, and announced no progress for \(configuration.startTimeout.components.seconds) s.",
                remedy: "Raise sidecar.start_timeout in the profile, or look into the sidecar's log.",
                details: lastLines
            )
        case .ended:
            BatchError(
                .sidecarDiedAtStart,
                "The sidecar ended before it was ready (\(ending)).\(cause)",
                remedy: rebuildRemedy,
                details: lastLines.merging(["ending": ending]) { old, _ in old }
            )
        }
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

/// Why a sidecar refuses to start: the codes of its `error` event, as `sidecar/README.md` lists them.
enum StartRefusal: String, Sendable, CaseIterable {
    case invalidArguments = "invalid_arguments"
    case modelMissing = "model_missing"
    case modelUnfit = "model_unfit"
    case voiceUnfit = "voice_unfit"
    case deviceUnavailable = "device_unavailable"
    case engineUnavailable = "engine_unavailable"
    case engineFailed = "engine_failed"

    /// What to do now.
    ///
    /// - Parameters:
    ///   - engine: The engine that was asked for.
    ///   - target: What builds the sidecar with it.
    /// - Returns: A sentence.
    func remedy(engine: EngineConfiguration.Name, target: String) -> String {
        switch self {
        case .invalidArguments: "Correct the keys that it names in the profile's tables sidecar and voice."
        case .modelMissing:
            engine == .qwen
                ? "Let sidecar.model of the profile name the folder of a whole checkpoint; docs/qwen.md tells how to get one."
                : "Let sidecar.model of the profile name a model file that is there, or take it out."
        case .modelUnfit: "Let sidecar.model of the profile name one of the checkpoints that docs/qwen.md lists."
        case .voiceUnfit:
            "Change the profile's table voice to what the checkpoint has, or let sidecar.model name one of the other kind."
        case .deviceUnavailable:
            "Set sidecar.device, sidecar.dtype and sidecar.attention of the profile to what this machine has, "
                + "or take them out, so that they are chosen."
        case .engineUnavailable: "Build the sidecar with that engine: `make \(target)`."
        case .engineFailed:
            "Read its last lines under details: they tell whether the model's files are damaged or memory is short."
        }
    }
}
