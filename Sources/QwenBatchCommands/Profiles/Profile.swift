internal import BatchCore
internal import Foundation

/// Named settings of a run; what a profile file leaves out has the value here.
struct Profile: Sendable, Hashable {
    var name: String
    var until: TimeOfDay?
    var workers: Int?
    var attempts = 3
    var restarts = 3
    var outageTimeout = 600.0
    var speaker: String?
    var language: String?
    var speed = 1.0
    var seed = 1
    var format = AudioFormat.wav
    var pauses = PauseLengths()
    var engine = "embedded"
    var binary: String?
    var model: String?
    var port = 0
    var startTimeout = 120.0
    var responseTimeout = 60.0
    var grace = 10.0
    var environment: [String: String] = [:]
    /// Speech servers that someone else runs; with any, no sidecar is started.
    var endpoints: [EndpointSettings] = []

    init(name: String) {
        self.name = name
    }
}
