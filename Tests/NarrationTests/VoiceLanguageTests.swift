import Core
import Testing

@Suite("The languages of a voice") struct VoiceLanguageTests {
    @Test(arguments: [
        (["en-US"], "en-GB", true), (["en-US"], "English", true), (["en_US", "de"], "de-AT", true),
        (["English", "Deutsch"], "de", true), (["en-US"], "de", false), (["en", "fr"], "German", false),
        // Nobody can say what these are.
        ([], "de", true), (["multi"], "de", true), (["en", "multi"], "de", true), (["en"], "auto", true),
        (["en"], "tlh", true),
    ])
    func aLanguageIsSpokenInWhateverRegion(languages: [String], wanted: String, isSpoken: Bool) {
        let voice = SpeechCapabilities.Voice(id: "v", name: "V", languages: languages)
        #expect(voice.speaks(wanted) == isSpoken)
    }
}
