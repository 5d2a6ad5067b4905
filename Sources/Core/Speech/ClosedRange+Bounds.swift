extension ClosedRange {
    /// A range that servers send as its two bounds; nil for anything else.
    package init?(bounds: [Bound]?) {
        guard let bounds, bounds.count == 2, bounds[0] <= bounds[1] else { return nil }
        self = bounds[0]...bounds[1]
    }
}
