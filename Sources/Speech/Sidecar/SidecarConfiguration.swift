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
    func variables(token: EndpointToken) -> [String: String] {
        environment.merging(["QWEN_TTS_TOKEN": token.value]) { _, token in token }
    }

    /// The error that a start would meet because another program listens on the port; nil when it is free or chosen later.
    package func portConflict() -> BatchError? {
        guard port != 0, PortHolder.isTaken(port) else { return nil }
        return SidecarErrors(configuration: self, lines: []).portConflict()
    }
}

/// The engine of a sidecar, and what it works with; what is nil is left to the engine.
package struct EngineConfiguration: Sendable, Hashable, Codable {
    /// The engines that the contract knows.
    package enum Name: String, Sendable, Hashable, Codable, CaseIterable {
        /// A small voice that comes with the sidecar.
        case embedded
        /// Qwen3-TTS.
        case qwen
    }

    /// A recording whose voice is cloned.
    package struct Reference: Sendable, Hashable, Codable {
        /// The recording's absolute path.
        package var audio: String
        /// What is said in it; nil reads the text file beside it.
        package var text: String?

        package init(audio: String, text: String? = nil) {
            self.audio = audio
            self.text = text
        }
    }

    package var name: Name
    /// A model's file or folder, or a hub's id where `allowsDownload`.
    package var model: String?
    package var allowsDownload = false
    /// Such as `cuda:0`.
    package var device: String?
    /// The type of the weights, such as `bfloat16`.
    package var dtype: String?
    /// How attention is computed, such as `sdpa`.
    package var attention: String?
    /// Requests worked on at the same time.
    package var maxConcurrency: Int?
    /// The voice in words, for models that design voices.
    package var voiceDescription: String?
    package var reference: Reference?
    /// The recogniser's folder; nil takes the one that comes with the sidecar.
    package var transcriptionModel: String?
    /// Recordings that are transcribed at the same time.
    package var transcribers: Int?

    package init(_ name: Name = .embedded, model: String? = nil) {
        self.name = name
        self.model = model
    }

    /// The engine's part of the sidecar's command line.
    var arguments: [String] {
        let options = [
            ("--model", model), ("--device", device), ("--dtype", dtype), ("--attention", attention),
            ("--max-concurrency", maxConcurrency.map(String.init)), ("--voice-description", voiceDescription),
            ("--reference-audio", reference?.audio), ("--reference-text", reference?.text),
            ("--transcription-model", transcriptionModel), ("--transcribers", transcribers.map(String.init)),
        ]
        // In one word each, since a value may begin like an option.
        let given = options.compactMap { option, value in value.map { "\(option)=\($0)" } }
        return ["--engine", name.rawValue] + given + (allowsDownload ? ["--allow-download"] : [])
    }
}
