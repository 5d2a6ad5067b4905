/// How someone wants a text spoken; what is nil is left to others.
package struct VoiceWishes: Sendable, Hashable {
    package var voice: String?
    package var language: String?
    package var instructions: String?
    package var speed: Double?

    package init(voice: String? = nil, language: String? = nil, instructions: String? = nil, speed: Double? = nil) {
        self.voice = voice
        self.language = language
        self.instructions = instructions
        self.speed = speed
    }
}
