import Core
import Quality
import Testing
import TextKit

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

/// The judge counts the words that the comparison, the planner and the length check count, in any script.
@Suite struct JudgedWordsTests {
    /// The sentences of `WordCountTests`.
    @Test(arguments: [
        ("en", "The lamplighter’s boat left at dawn.", 6), ("ru", "Фонарь уже горел на углу.", 5),
        ("el", "Το φανάρι ήδη έκαιγε στη γωνία.", 6), ("ar", "كان المصباح مضاءً في الزاوية.", 5),
        ("he", "הַמְּנוֹרָה כבר דלקה בפינה.", 4), ("hi", "दीपक पहले से जल रहा था।", 6),
        ("th", "โคมไฟสว่างแล้ว ที่มุมถนน", 2), ("zh", "灯已经亮了。", 5), ("ja", "ランプはもうついていたが。", 12),
        ("ko", "등불은 이미 켜져 있었다.", 4),
    ])
    func areThoseOfTheComparison(language: String, sentence: String, count: Int) {
        #expect(TextWord.words(of: sentence).count == count)
        #expect(Pair(sentence, "").compared(language: language).missing.count == count)
        // As good as all are wrong, so that what decides is how many those are.
        let transcript = TakeTranscript(text: "", model: "test", wordErrorRate: 0.99)
        let kinds = [count, count + 1].map { least in
            TranscriptJudge(limits: TranscriptLimits(leastWrongWords: least))
                .findings(transcript, text: sentence).map(\.kind)
        }
        #expect(kinds == [[.wrongWords], []])
    }

    @Test(arguments: [
        ("zh", Pair("灯已经亮了。", "灯刚刚灭了。")), ("zh", Pair("街角的灯已经亮了，可是还没有人来。", "街头的火刚刚亮着，可惜也没见人走。")),
        ("ja", Pair("ランプはもうついていたが。", "ランプはまだきいていたが。")), ("ko", Pair("등불은 이미 켜져 있었다.", "바람은 아직 차갑게 불었다.")),
        ("th", Pair("โคมไฟ สว่าง แล้ว ที่ มุมถนน", "โคมไฟ ดับไป แล้ว ใน สวนสาธารณะ")),
        ("en", Pair("The lamp was lit at dawn.", "The road was cold and long.")),
    ])
    func aTakeThatIsHalfWrongIsFound(language: String, pair: Pair) {
        let findings = TranscriptJudge().findings(pair.compared(language: language), text: pair.text)
        #expect(findings.contains { $0.kind == .wrongWords })
    }

    @Test(arguments: [
        ("zh", Pair("街角的灯已经亮了。", "街角的燈已经亮了")), ("zh", Pair("灯已经亮了。", "灯已经灭了。")),
        ("ja", Pair("ランプはもうついていたが。", "ランプはまだついていたが")),
    ])
    func aFewWordsMayBeMisheard(language: String, pair: Pair) {
        #expect(TranscriptJudge().findings(pair.compared(language: language), text: pair.text).isEmpty)
    }

    /// Words that a hyphen or a dash joins are compared one by one, and marks between spaces are none.
    @Test(arguments: [
        ("A well-known, half-forgotten lamp—lit.", 7), ("They waited — and waited — there.", 5),
        ("Mr. J. K. Marsh’s.", 4),
        ("On the 3rd, at 7:45 p.m., $1.50.", 7),
    ])
    func joinedWordsCountOneByOne(text: String, count: Int) {
        #expect(TextWord.words(of: text).count == count)
    }
}
