internal import Core

/// No endpoint can be used.
enum EndpointOutage {
    /// One error for all their reasons, with the first one's remedy, and its code where all agree on it.
    static func error(_ reasons: [BatchError], during when: String) -> BatchError {
        guard let first = reasons.first else {
            return BatchError(
                .endpointUnreachable,
                "No speech endpoint can be used \(when).",
                remedy: "Try them with `qwen-batch doctor`; then run again to go on where it stopped."
            )
        }
        // Trouble that may have been a text's is the endpoint's, once nothing else speaks either.
        let codes = Set(reasons.map { $0.code.isOfEndpoint ? $0.code : .endpointUnsuitable })
        let others = reasons.count - 1
        let message =
            others == 0
            ? first.message
            : "No speech endpoint can be used \(when). \(first.message) So it is, in its own way, with \(others) more."
        let endpoints = Set(reasons.compactMap { $0.details["endpoint"] }).sorted()
        return BatchError(
            codes.count == 1 ? codes.first ?? .endpointUnreachable : .endpointUnreachable,
            message,
            remedy: first.code.isOfEndpoint ? first.remedy : "Look into the servers' logs; then run again.",
            details: first.details.merging([
                "endpoints": endpoints.joined(separator: "\n"),
                "reasons": reasons.map(\.message).joined(separator: "\n"),
            ]) { own, _ in own }
        )
    }
}
