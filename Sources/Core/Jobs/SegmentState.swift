/// Where a segment stands.
package enum SegmentState: String, Sendable, Hashable, Codable, CaseIterable {
    case pending
    case synthesizing
    case done
    case failed
}
