internal import Core
internal import Foundation
internal import Reporting
internal import Speech

/// What `sidecar status` tells.
package struct SidecarStatusReport {
    private let state: KeptSidecarState
    /// The processes of sidecars that killed runs left behind.
    private let leftBehind: [Int32]

    package init(_ state: KeptSidecarState, leftBehind: [Int32]) {
        self.state = state
        self.leftBehind = leftBehind
    }

    /// One line on the kept sidecar.
    package var sentence: String {
        switch state {
        case .absent: "No sidecar is kept; start one with `qwen-batch sidecar start`."
        case .unknown(let error): "error: \(error.message) \(error.remedy)"
        case .stale(let kept):
            "offline: the kept sidecar, process \(kept.process.pid), has ended; "
                + "`qwen-batch sidecar start` starts another."
        case .starting(let kept): "starting: process \(kept.process.pid)"
        case .online(let kept, let port, let capabilities):
            "online: \(capabilities.engine) \(capabilities.model), process \(kept.process.pid), port \(port)"
        case .unresponsive(let kept, let error):
            "error: process \(kept.process.pid) does not answer as it should: \(error.message) "
                + "`qwen-batch sidecar start` replaces it, `qwen-batch sidecar stop` ends it."
        }
    }

    package var text: String {
        let processes = leftBehind.map(String.init).joined(separator: ", ")
        let rest = "Left behind by killed runs: \(processes); the next run or `qwen-batch sidecar stop` ends them."
        return sentence + "\n" + (leftBehind.isEmpty ? "" : rest + "\n")
    }

    private var status: SidecarStatus {
        switch state {
        case .absent, .stale: .offline
        case .starting: .starting
        case .online: .online
        case .unknown, .unresponsive: .error
        }
    }

    private var problem: BatchError? {
        switch state {
        case .unknown(let error), .unresponsive(_, let error): error
        case .absent, .stale, .starting, .online: nil
        }
    }

    private var kept: KeptSidecar? {
        switch state {
        case .absent, .unknown: nil
        case .stale(let kept), .starting(let kept), .online(let kept, _, _), .unresponsive(let kept, _): kept
        }
    }
}

extension SidecarStatusReport: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        var online: (port: Int, capabilities: SpeechCapabilities)?
        if case .online(_, let port, let capabilities) = state { online = (port, capabilities) }
        writer.object { writer in
            writer.field("engine", online?.capabilities.engine)
            writer.field("error", problem)
            writer.field("leftBehind", leftBehind)
            writer.field("model", online?.capabilities.model)
            writer.field("pid", kept?.process.pid)
            writer.field("port", online?.port)
            writer.field("program", kept?.program)
            writer.field("schema", Report.schema)
            writer.field("startedAt", kept?.startedAt)
            writer.field("status", status.rawValue)
        }
    }
}
