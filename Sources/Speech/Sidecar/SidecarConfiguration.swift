package import Core

/// How the sidecar is found, started and stopped.
package struct SidecarConfiguration: Sendable, Hashable, Codable {
    /// The program's path, when the profile names one.
    package var binary: String?
    package var engine: EngineConfiguration
    /// The port to listen on; 0 lets the system choose a free one.
    package var port: Int
    /// Further environment variables of the sidecar.
    package var environment: [String: String]
    /// How long the sidecar may be silent while it starts; every line on its standard output begins the wait anew.
    package var startTimeout: Duration
    /// How long it gets to end by itself before it is killed.
    package var grace: Duration

    package init(
        binary: String? = nil,
        engine: EngineConfiguration = EngineConfiguration(),
        port: Int = 0,
        environment: [String: String] = [:],
        startTimeout: Duration = .seconds(120),
        grace: Duration = .seconds(10)
    ) {
        self.binary = binary
        self.engine = engine
        self.port = port
        self.environment = environment
        self.startTimeout = startTimeout
        self.grace = grace
    }

    /// The sidecar's command line, without the program.
    ///
    /// - Parameter endsWithParent: Whether it ends at the end of its standard input.
    /// - Returns: The words.
    func arguments(endsWithParent: Bool) -> [String] {
        [
            "serve", "--host", "127.0.0.1", "--port", String(port),
            endsWithParent ? "--watch-stdin" : "--no-watch-stdin",
            "--grace-seconds", String(grace.components.seconds),
        ] + engine.arguments
    }

    /// The environment variables that the sidecar gets on top of this program's own.
    func variables(token: String) -> [String: String] {
        environment.merging(["QWEN_TTS_TOKEN": token]) { _, token in token }
    }

    /// The error that a start would meet because another program listens on the port; nil when it is free or chosen later.
    package func portConflict() -> BatchError? {
        guard port != 0, PortHolder.isTaken(port) else { return nil }
        return SidecarTrouble(configuration: self, lines: []).portConflict()
    }
}
