/// What was asked for when a job was enqueued; nil leaves the choice to the profile of the run.
package struct JobOptions: Sendable, Hashable, Codable {
    package var voice: String?
    /// A BCP 47 tag such as `en-US`.
    package var language: String?
    /// How to speak, in words, for engines that follow them.
    package var instructions: String?
    package var speed: Double?
    package var seed: Int?
    package var format: AudioFormat?
    /// Also write one file per chapter.
    package var chapterFiles: Bool
    /// Replace files that stand where the output goes.
    package var overwrite: Bool

    package init(
        voice: String? = nil,
        language: String? = nil,
        instructions: String? = nil,
        speed: Double? = nil,
        seed: Int? = nil,
        format: AudioFormat? = nil,
        chapterFiles: Bool = false,
        overwrite: Bool = false
    ) {
        self.voice = voice
        self.language = language
        self.instructions = instructions
        self.speed = speed
        self.seed = seed
        self.format = format
        self.chapterFiles = chapterFiles
        self.overwrite = overwrite
    }
}
