import Core
import Quality
import Testing

/// A recogniser's mistakes are not the voice's.
@Suite struct MishearingTests {
    @Test(arguments: [
        Pair("Said the Guest, and so he did.", "Said the guessed, and so he did."),
        Pair("The wares were sold by the mowers.", "The wears were sold by the moors."),
        Pair("It was four miles to the quay.", "It was for miles to the key."),
        Pair("Anselm laughed at the countryside.", "Ansel laughed at the countryside."),
        Pair("Miss Cholmondeley read a page.", "Miss Chumley read a page."),
        Pair("Her taper had gone out.", "Her tapir had gone out."),
        Pair("They worked side by side as one.", "They work side by sight as won."),
    ])
    func forgivesWhatSoundsAlike(_ pair: Pair) {
        let transcript = pair.compared()
        #expect(transcript.missing.isEmpty)
        #expect(TranscriptJudge().findings(transcript, text: pair.text).isEmpty)
    }

    @Test(arguments: [
        ("He saw the grey house there.", "He saw a house there.", ["grey"]),
        ("The neighbours make it worse still.", "The neighbors at worst still.", ["make"]),
        (
            "She folded her arms shortly after the mate came home.", "She folded her arm after the mite came home.",
            ["shortly"]
        ),
        ("Pull them down quite at the beginning.", "Pulled them down at the beginning.", ["quite"]),
        ("The lamp was already lit when Pike climbed.", "The lamb was lit when Spike climbed.", ["already"]),
    ])
    func findsWhatIsDroppedAmongMishearings(text: String, heard: String, missing: [String]) {
        #expect(Pair(text, heard).compared().missing == missing)
    }

    @Test func countsAnotherWordAsWrongAndNotAsMissing() {
        let transcript = Pair("The old brown dog slept soundly here.", "The old brown goat slept soundly here.")
            .compared()
        #expect(transcript.missing.isEmpty && transcript.added.isEmpty)
        #expect(transcript.wordErrorRate == 1.0 / 7)
    }

    @Test func findsAnotherSentenceInThePlaceOfOne() {
        let pair = Pair(
            "He set the ladder against the post, and stopped. Nobody lived beyond the last house of the quay. He went on.",
            "He set the ladder against the post and stopped. Children will often choose books early in life. He went on."
        )
        let transcript = pair.compared()
        #expect(transcript.missing.contains("Nobody") && transcript.missing.contains("beyond"))
        #expect(transcript.added.contains("Children"))
        #expect(!TranscriptJudge().findings(transcript, text: pair.text).isEmpty)
    }
}

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
