/// Something that happened to one of the speech endpoints of a run, as its observers hear it.
package enum EndpointEvent: Sendable, Hashable {
    /// It was checked, speaks, and gets work.
    case online(endpoint: String, capabilities: SpeechCapabilities)
    /// It gets no work for a while; its work goes to the others.
    case resting(endpoint: String, error: BatchError)
    /// It was asked for a few words, spoke them, and gets work again.
    case back(endpoint: String)
    /// The run is through with it.
    case done(endpoint: String, tally: EndpointTally)
}
