extension Profile {
    /// What the profile asks of whoever speaks.
    package var wishes: VoiceWishes {
        VoiceWishes(voice: speaker, language: language, instructions: instructions, speed: speed)
    }
}
