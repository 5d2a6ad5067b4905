package import Core

/// How a kept sidecar stands.
package enum KeptSidecarState: Sendable {
    /// There is none.
    case absent
    /// There is a record of one, which cannot be read.
    case unknown(BatchError)
    /// Its process ended, or belongs to another boot of the machine; only the record is left.
    case stale(KeptSidecar)
    /// It has not said yet that it is ready.
    case starting(KeptSidecar)
    case online(KeptSidecar, port: Int, capabilities: SpeechCapabilities)
    /// Its process lives, but does not answer as it should.
    case unresponsive(KeptSidecar, BatchError)
}
