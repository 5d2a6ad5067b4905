import Core
import Testing

/// What recognisers make up is left out.
@Suite struct RecogniserNoiseTests {
    @Test(arguments: [
        "He stopped. The lamp was lit. Thank you for watching!",
        "He stopped. The lamp was lit. Thanks for watching. Bye.",
        "He stopped. The lamp was lit. Don’t forget to subscribe.",
        "[Music] He stopped. The lamp was lit. [BLANK_AUDIO]",
        "(laughs) He stopped. *sighs* The lamp was lit.",
        "♪ He stopped. The lamp was lit. ♪",
    ])
    func leavesItOut(_ heard: String) {
        #expect(Pair("He stopped. The lamp was lit.", heard).compared().wordErrorRate == 0)
    }

    @Test(arguments: [
        "She curtsied. Thank you for watching.",
        "He stopped (and she laughs) at once.",
        "It says [sic] so in the chart.",
        "Thank you.",
        "Bye, bye!",
    ])
    func keepsWhatTheTextHas(_ text: String) {
        #expect(Pair(text, text).compared().wordErrorRate == 0)
        #expect(Pair(text, "Something else entirely happened").compared().wordErrorRate > 0.5)
    }

    @Test func keepsASpokenParenthesis() {
        #expect(Pair("The mate, a Dane, came home.", "The mate (a Dane) came home.").compared().wordErrorRate == 0)
    }
}
