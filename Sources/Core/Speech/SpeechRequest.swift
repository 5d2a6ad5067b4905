/// One request to a speech endpoint: a segment's text and everything that shapes how it sounds.
package struct SpeechRequest: Sendable, Hashable, Codable {
    package var text: String
    package var voice: String
    /// A BCP 47 tag such as `en-US`, or nil to let the engine decide.
    package var language: String?
    /// How to speak, in words, for engines that follow them.
    package var instructions: String?
    /// 1 is the voice's own pace.
    package var speed: Double
    package var seed: Int

    package init(
        text: String,
        voice: String,
        language: String? = nil,
        instructions: String? = nil,
        speed: Double = 1,
        seed: Int
    ) {
        self.text = text
        self.voice = voice
        self.language = language
        self.instructions = instructions
        self.speed = speed
        self.seed = seed
    }

    /// A few words that every engine can speak, as a proof that it does.
    ///
    /// - Parameters:
    ///   - voice: One that it has.
    ///   - isDescribed: Whether the voice has to be described, as for a model that has none of its own.
    /// - Returns: The request.
    package static func plainWords(voice: String, isDescribed: Bool) -> SpeechRequest {
        let instructions = isDescribed ? "A calm voice." : nil
        return SpeechRequest(text: "One, two, three.", voice: voice, instructions: instructions, seed: 1)
    }
}
