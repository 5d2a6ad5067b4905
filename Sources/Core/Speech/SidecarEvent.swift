/// Something that happened to a sidecar, as its observers hear it.
package indirect enum SidecarEvent: Sendable, Hashable {
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
    /// The same of a sidecar that only listens to what others speak; the work goes on without it.
    case listening(SidecarEvent)
}
