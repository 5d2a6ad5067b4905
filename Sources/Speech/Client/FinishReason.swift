/// Why a server ended speech, where it says so; SGLang-Omni and the sidecar do.
package enum FinishReason: String, Sendable, Hashable {
    /// The model said that the text was spoken.
    case stop
    /// It had become as long as the server lets it.
    case length
    /// Nobody waited for it any more.
    case cancelled
}
