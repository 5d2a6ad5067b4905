import Core
import Quality
import Testing

@Suite struct TranscriptJudgeTests {
    private let text = "The lamp at the corner of the row was lit before anybody came."

    private func findings(rate: Double, missing: [String] = [], limits: TranscriptLimits = .init()) -> [TakeFinding] {
        let transcript = TakeTranscript(text: "", model: "test", wordErrorRate: rate, missing: missing)
        return TranscriptJudge(limits: limits).findings(transcript, text: text)
    }

    @Test func findsNothingInAGoodTake() {
        #expect(findings(rate: 0).isEmpty)
        #expect(findings(rate: 0.14, missing: ["of", "the"]).isEmpty)
    }

    @Test func measuresWrongWords() {
        #expect(findings(rate: 0.3) == [TakeFinding(.wrongWords, measured: 0.3, limit: 0.15, severity: 2)])
        #expect(findings(rate: 0.3, limits: TranscriptLimits(wrongWords: 0.4)).isEmpty)
    }

    @Test func measuresMissingWords() {
        #expect(
            findings(rate: 0.1, missing: ["lamp"]) == [TakeFinding(.missingWords, measured: 1, limit: 1, severity: 1)]
        )
        #expect(findings(rate: 0.1, missing: ["lamp", "of"]).map(\.measured) == [1])
        #expect(findings(rate: 0.1, missing: ["lamp"], limits: TranscriptLimits(missingLetters: 5)).isEmpty)
    }

    @Test func countsManyShortWords() {
        #expect(findings(rate: 0.1, missing: ["at", "the", "of"]).map(\.measured) == [3])
    }

    @Test func putsTheWorstFirst() {
        #expect(findings(rate: 0.2, missing: ["lamp", "corner"]).map(\.kind) == [.missingWords, .wrongWords])
        #expect(findings(rate: 0.9, missing: ["lamp", "corner"]).map(\.kind) == [.wrongWords, .missingWords])
    }

    @Test func bearsOneMishearingInAShortText() {
        let yes = Pair("Yes, Dick.", "Yes, think.").compared()
        #expect(TranscriptJudge().findings(yes, text: "Yes, Dick.").isEmpty)
        let silent = Pair("No.", "").compared()
        #expect(TranscriptJudge().findings(silent, text: "No.").map(\.kind) == [.wrongWords])
    }

    @Test(arguments: ["", "* * *", "…", "—"])
    func expectsNothingOfATextWithoutWords(_ text: String) {
        let transcript = Pair(text, "Thank you for coming.").compared()
        #expect(TranscriptJudge().findings(transcript, text: text).isEmpty)
    }
}
