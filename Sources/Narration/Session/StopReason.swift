/// Why a run stops with work left.
package enum StopReason: String, Sendable, Hashable {
    case deadline
    case signal
}
