internal import Narration

/// Shows a person how a run goes.
protocol RunDisplay: Sendable {
    func show(_ event: RunEvent) async
    func finish(_ summary: RunSummary) async
}
