/// The life of a sidecar as the user sees it.
package enum SidecarStatus: String, Sendable, Hashable, Codable, CaseIterable {
    case offline
    case starting
    case online
    case error
}
