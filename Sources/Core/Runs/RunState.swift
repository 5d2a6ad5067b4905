/// How a run stands or ended.
package enum RunState: String, Sendable, Hashable, Codable, CaseIterable {
    case running
    /// Nothing was left to do.
    case drained
    /// The deadline or a signal ended it with work left.
    case stopped
    /// The surroundings ended it.
    case failed
}
