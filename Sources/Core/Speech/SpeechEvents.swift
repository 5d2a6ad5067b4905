/// Something that happened to a sidecar, as its observers are told.
package indirect enum SidecarEvent: Sendable, Hashable, Codable {
    /// The program was found and is about to be started.
    case starting(program: String)
    case launched(ProcessIdentity)
    /// It loads its model; the message is its own.
    case loading(message: String)
    case online(port: Int, instance: String, capabilities: SpeechCapabilities)
    case stopping
    /// The process and its group are gone.
    case offline(ending: String)
    case error(BatchError)
    /// An event of a sidecar that only transcribes what others speak; the run goes on without it.
    case transcriber(SidecarEvent)
}

/// Something that happened to one of the speech endpoints of a run, as its observers are told.
package enum EndpointEvent: Sendable, Hashable, Codable {
    /// It was checked, speaks, and gets work.
    case online(endpoint: String, capabilities: SpeechCapabilities)
    /// It gets no work for a while; its requests go to the other endpoints.
    case resting(endpoint: String, error: BatchError)
    /// It spoke a few test words and gets work again.
    case back(endpoint: String)
    /// The run needs it no more.
    case done(endpoint: String, tally: EndpointTally)
}

/// What one speech endpoint did in a run.
package struct EndpointTally: Sendable, Hashable, Codable {
    /// Requests that were answered with audio.
    package var answers = 0
    /// Requests that failed, and went to another endpoint or were repeated.
    package var failures = 0
    /// How often it got no work for a while.
    package var rests = 0

    package init() {}
}
