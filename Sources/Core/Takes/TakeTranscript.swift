/// What a recogniser heard in a take, beside its text.
package struct TakeTranscript: Sendable, Hashable, Codable {
    package var text: String
    /// What recognised it.
    package var model: String
    /// Words that are missing, added or other than in the text, as a share of the text's words.
    package var wordErrorRate: Double
    /// Words of the text that are not heard.
    package var missing: [String]
    /// Words that are heard and not in the text.
    package var added: [String]

    package init(text: String, model: String, wordErrorRate: Double, missing: [String] = [], added: [String] = []) {
        self.text = text
        self.model = model
        self.wordErrorRate = wordErrorRate
        self.missing = missing
        self.added = added
    }
}
