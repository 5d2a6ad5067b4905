internal import Core

/// What a server tells of a model at `GET /v1/models`.
///
/// OpenAI's list has nothing but names; the speech server of this project adds what its model can do, as it does in its
/// `ready` line.
struct ModelFacts {
    let id: String
    let maxInputCharacters: Int?
    let recommendedCharacters: ClosedRange<Int>?
    let speedRange: ClosedRange<Double>?
    /// Nil where the server does not tell.
    let supportsInstructions: Bool?
    let requiresInstructions: Bool

    /// Nil for anything that is no model.
    init?(_ entry: [String: Any]) {
        guard let id = entry["id"] as? String else { return nil }
        self.id = id
        maxInputCharacters = entry["max_input_characters"] as? Int
        recommendedCharacters = ClosedRange(bounds: entry["recommended_characters"] as? [Int])
        speedRange = ClosedRange(bounds: entry["speed_range"] as? [Double])
        supportsInstructions = entry["supports_instructions"] as? Bool
        requiresInstructions = entry["requires_instructions"] as? Bool ?? false
    }

    /// A model of which nothing but its name is known.
    init(named id: String) {
        self.id = id
        (maxInputCharacters, recommendedCharacters, speedRange) = (nil, nil, nil)
        (supportsInstructions, requiresInstructions) = (nil, false)
    }
}
