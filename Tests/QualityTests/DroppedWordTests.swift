import Core
import Quality
import Testing

/// A word that is not spoken is found, and nothing else is.
@Suite struct DroppedWordTests {
    @Test(arguments: Samples.texts)
    func findsEachDroppedWord(_ text: String) {
        let chunks = text.split(separator: " ").map(String.init)
        for position in chunks.indices {
            let word = chunks[position].trimmingPrefix { !$0.isLetter }.prefix { $0.isLetter || $0 == "'" || $0 == "’" }
            guard word.count(where: \.isLetter) >= 4,
                word.count == chunks[position].count(where: { $0.isLetter || $0 == "'" || $0 == "’" }),
                !chunks[position].contains("-")
            else { continue }
            var rest = chunks
            rest.remove(at: position)
            let heard = rest.joined(separator: " ")
            let transcript = Pair(text, heard).compared()
            #expect(transcript.missing == [String(word)])
            #expect(transcript.added.isEmpty)
            #expect(TranscriptJudge().findings(transcript, text: text).contains { $0.kind == .missingWords })
            // The other way round it is added.
            #expect(Pair(heard, text).compared().added == [String(word)])
        }
    }

    @Test(arguments: Samples.texts)
    func missesEverythingInSilence(_ text: String) {
        for heard in ["", " ", "[Music]", "(sighs)", "*coughs*", "♪♪"] {
            let transcript = Pair(text, heard).compared()
            #expect(transcript.wordErrorRate == 1)
            #expect(transcript.added.isEmpty)
            #expect(TranscriptJudge().findings(transcript, text: text).count == 2)
        }
    }

    @Test func findsAnEarlyEnd() {
        let transcript = Pair(Samples.texts[1], "Up on the hill the new streets burned all night.").compared()
        #expect(
            transcript.missing == [
                "with", "a", "white", "steady", "light", "that", "nobody", "had", "to", "carry", "there",
            ]
        )
    }

    @Test func findsOneOfTwoEqualWords() {
        let transcript = Pair("They walked slowly, slowly home.", "They walked slowly home.").compared()
        #expect(transcript.missing == ["slowly"])
    }
}
