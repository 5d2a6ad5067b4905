import Core
import Testing

/// In other languages only what all have in common is leveled out.
@Suite struct OtherLanguageTests {
    @Test(arguments: [
        ("de", Pair("Das Mädchen, so heißt es, ging fort.", "das madchen so heisst es ging fort")),
        ("de", Pair("Es waren 41 Lampen am Kai.", "Es waren einundvierzig Lampen am Kai.")),
        ("de", Pair("Es waren ein und vierzig Lampen am Kai.", "Es waren 41 Lampen am Kai.")),
        ("de", Pair("Im Jahr 1887.", "Im Jahr.")),
        ("fr", Pair("L’été dernier, à Orléans.", "L'ete dernier a Orleans")),
        ("ru", Pair("Фонарь уже горел.", "фонарь уже горел")),
        ("zh", Pair("灯已经亮了。", "灯 已经 亮 了")),
        ("ja", Pair("ランプはもう灯っていた。", "ランプはもう灯っていた")),
    ])
    func findsTheSame(language: String, pair: Pair) {
        let transcript = pair.compared(language: language)
        #expect(transcript.wordErrorRate == 0)
        #expect(transcript.missing.isEmpty && transcript.added.isEmpty)
    }

    @Test func findsADroppedWord() {
        let pair = Pair("Der alte Laternenanzünder stieg langsam hinauf.", "Der alte Laternenanzünder stieg hinauf.")
        #expect(pair.compared(language: "de").missing == ["langsam"])
        #expect(pair.compared(language: nil).missing == ["langsam"])
    }

    @Test func readsEnglishOnlyInEnglish() {
        let pair = Pair("Mr. Pike", "Mister Pike")
        #expect(pair.compared(language: "English").wordErrorRate == 0)
        #expect(pair.compared(language: "en-GB").wordErrorRate == 0)
        #expect(pair.compared(language: "de").wordErrorRate > 0)
    }
}
