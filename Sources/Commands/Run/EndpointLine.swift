internal import Core

/// How many of a run's endpoints get work, as one line on a terminal.
struct EndpointLine: Sendable {
    private var working: Set<String> = []
    private var resting: Set<String> = []

    mutating func note(_ event: EndpointEvent) {
        switch event {
        case .online(let endpoint, _), .back(let endpoint):
            working.insert(endpoint)
            resting.remove(endpoint)
        case .resting(let endpoint, _):
            working.remove(endpoint)
            resting.insert(endpoint)
        case .done: break
        }
    }

    /// Nil while none was heard of.
    var text: String? {
        let all = working.count + resting.count
        guard all > 0 else { return nil }
        return "endpoints: \(working.count) of \(all) work"
    }
}
