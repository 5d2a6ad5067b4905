import Core
@testable import Reporting
import Testing

@Suite struct WordComparisonTests {
    @Test(
        arguments: [
            ("It was the Dover road.", "it was the over road", ["dover"], ["over"], ["Dover"], ["over"]),
            // Only the one that is missing, not the one that was heard.
            ("the cat and the dog", "cat and the dog", ["the"], [], ["the"], []),
            ("Don't go.", "do go", ["don't"], ["do"], ["Don't"], ["do"]),
            // What the transcript does not call missing was heard in another spelling.
            ("Twenty men", "20 men", [], [], [], []),
            ("猫が好き", "犬が好き", ["猫"], ["犬"], ["猫"], ["犬"]),
            ("", "noise", [], ["noise"], [], ["noise"]),
        ]
    )
    func marksWords(
        text: String,
        heard: String,
        missing: [String],
        added: [String],
        marked: [String],
        markedHeard: [String]
    ) {
        let transcript = TakeTranscript(text: heard, model: "m", wordErrorRate: 0, missing: missing, added: added)
        let comparison = WordComparison(text: text, transcript: transcript)
        #expect(comparison.text.filter(\.isMarked).map(\.text) == marked)
        #expect(comparison.heard.filter(\.isMarked).map(\.text) == markedHeard)
        #expect(comparison.text.map(\.text).joined() == text)
        #expect(comparison.heard.map(\.text).joined() == heard)
    }
}
