import Core
import ManuscriptLaws
@testable import Manuscripts
import Testing
import TextKit

/// The planner, the length check and the transcript check count the same words, in any script.
@Suite struct WordCountTests {
    @Test(arguments: [
        ("en", "The lamplighter’s boat left at dawn.", 6), ("ru", "Фонарь уже горел на углу.", 5),
        ("el", "Το φανάρι ήδη έκαιγε στη γωνία.", 6), ("ar", "كان المصباح مضاءً في الزاوية.", 5),
        ("he", "הַמְּנוֹרָה כבר דלקה בפינה.", 4), ("hi", "दीपक पहले से जल रहा था।", 6),
        ("th", "โคมไฟสว่างแล้ว ที่มุมถนน", 2), ("zh", "灯已经亮了。", 5), ("ja", "ランプはもうついていたが。", 12),
        ("ko", "등불은 이미 켜져 있었다.", 4),
    ])
    func isTheSame(language: String, sentence: String, count: Int) throws {
        let words = TextWord.words(of: sentence)
        #expect(words.count == count)
        #expect(WordScanner(isEnglish: language == "en").items(of: sentence).count == count)
        let planned = try Book(sentence, maxCharacters: 20, language: language).texts
        #expect(planned.reduce(0) { $0 + TextWord.words(of: $1).count } == count)
        // Nothing of the length is lost between the words.
        #expect(abs(words.reduce(0) { $0 + $1.length } - SpokenLength.of(sentence)) < 0.001)
    }

    /// What the length check takes for a syllable, the estimate of the planner does, too.
    @Test(arguments: ["灯", "ラ", "が", "등", "の", "々", "𠀀"])
    func syllablesAreTheSame(_ syllable: String) {
        #expect(SpokenLength.of(syllable) == 3)
        #expect(SpeechEstimate().seconds(of: syllable) == 1 / SpeechEstimate.syllablesPerSecond)
        #expect(planned(syllable) == 3)
        #expect(TextWord.words(of: syllable + syllable).count == (syllable == "등" ? 1 : 2))
    }

    @Test(arguments: ["a", "é", "ж", "ع", "ก", "ﷺ", "Ꞌ", "ꦄ", "ㄱ", "ᄀ", "—", "“", "😀"])
    func lettersAreTheSame(_ letter: String) {
        #expect(SpeechEstimate().seconds(of: letter) == 1 / SpeechEstimate.charactersPerSecond)
        #expect(planned(letter) == 1)
    }

    /// What stands between syllables makes a segment longer as they do.
    @Test(arguments: ["。", "、", "「", "！", "Ａ", "ｱ", "・"])
    func marksAreTheSame(_ mark: String) {
        #expect(SpeechEstimate().seconds(of: mark) == 1 / SpeechEstimate.syllablesPerSecond)
        #expect(planned(mark) == 3)
    }

    /// What the limit of segments counts for a text.
    private func planned(_ text: String) -> Int {
        let bytes = Array(text.utf8)
        return SegmentLength.of(bytes, in: bytes.indices)
    }
}
