import Testing
import TextKit

@Suite struct SentenceTests {
    private func sentences(_ text: String, language: String = "en") -> [String] {
        var finder = SentenceFinder(language: language)
        var result: [String] = []
        let bytes = Array(text.utf8)
        finder.forEachSentence(of: bytes, in: bytes.indices) {
            result.append(String(decoding: bytes[$0], as: UTF8.self))
        }
        return result
    }

    @Test(arguments: [
        "Then Mr. Lorry rose.", "He told Dr. Manette so.", "It was J. K. Smith who came.",
        "It was J.K. Smith who came.",
        "They went to St. Antoine at night.", "Bring light, e.g. Candles or lamps.", "The first, i.e. Monday, was wet.",
        "At 6 p.m. Wren came.", "The U.S. Navy came.", "See No. 5 there.", "It is in vol. 2 of it.",
        "It is in Vol. II of it.",
        "\"Stop!\" he said.", "\"Why?\" asked Mrs. Dove.", "“Stop!” he said.", "He met Prof. Lund and Capt. Marsh.",
        "Messrs. Pike and Dove met.", "Lamps, oil, etc. were sold.", "It cost 3.50 in all.", "Well... perhaps not.",
        "Wait!—he was gone.",
    ])
    func staysWhole(text: String) {
        #expect(sentences(text) == [text])
    }

    @Test(
        arguments: [
            (["It was late.", "He left."], "en"), (["\"Stop!\"", "She ran."], "en"),
            (["They sold oil, wicks, etc.", "Nobody came."], "en"),
            (["Was it I?", "It was I.", "He knew."], "en"), (["He said \"No.\"", "Then he left."], "en"),
            (["The year was 1914.", "War came."], "en"),
            (["他来了。", "我们走吧！", "好吗？"], "zh"), (["灯が消えた。", "誰もいない。"], "ja"),
            (["Er kam am 3. Oktober an.", "Dann ging er."], "de"),
            (["Das ist z. B. Öl.", "Ja."], "de"), (["¿Quién es?", "Soy yo."], "es"),
            (["Он пришёл.", "Было поздно."], "ru"),
            (["هل جاء؟", "نعم."], "ar"), (["It was late.", "He left."], "tlh"),
        ] as [([String], String)]
    )
    func ends(expected: [String], language: String) {
        let separator = ["zh", "ja"].contains(language) ? "" : " "
        #expect(sentences(expected.joined(separator: separator), language: language) == expected)
    }

    @Test func aJapaneseQuoteStaysWithItsVerb() {
        #expect(sentences("「行け。」と言った。", language: "ja") == ["「行け。」と言った。"])
    }
}
