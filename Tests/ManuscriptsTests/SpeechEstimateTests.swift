import Core
import ManuscriptLaws
@testable import Manuscripts
import Testing

@Suite struct SpeechEstimateTests {
    @Test func followsLengthSpeedAndScript() {
        let text = String(repeating: "lamp ", count: 30)
        #expect(SpeechEstimate().seconds(of: text) == 10)
        #expect(SpeechEstimate(speed: 2).seconds(of: text) == 5)
        #expect(SpeechEstimate().seconds(of: String(repeating: "灯", count: 45)) == 10)
    }

    @Test func countsPauses() throws {
        let book = try Book("CHAPTER I\n\nA lamp.\n\nCHAPTER II\n\nAnother.")
        let pauses = PauseLengths(heading: 1, chapter: 2)
        let speech = book.texts.reduce(0) { $0 + SpeechEstimate().seconds(of: $1) }
        #expect(abs(SpeechEstimate(pauses: pauses).seconds(of: book.chapters) - speech - 6) < 0.001)
    }
}
