import Core
import Documents
import ManuscriptLaws
@testable import Manuscripts
import Testing

@Suite struct ParagraphTests {
    @Test(arguments: ["\n", "\r\n", "\r", "\u{2028}"]) func joinsWrappedLines(lineEnd: String) throws {
        let text = [
            "The lamp stood at the end of the mole, beyond the last",
            "house, and nobody had lit it since the summer of the",
            "great storm.", "", "Then someone did.",
        ]
        #expect(
            try Book(text.joined(separator: lineEnd)).blocks == [
                "The lamp stood at the end of the mole, beyond the last house, and nobody had lit it since the summer of the "
                    + "great storm.",
                "Then someone did.",
            ]
        )
    }

    @Test(arguments: [
        ("He will come to-\nday, he said.", "He will come to-day, he said."),
        ("It was over--\nor so it seemed.", "It was over—or so it seemed."),
        ("It was over\n--or so it seemed.", "It was over—or so it seemed."),
        ("It was over -\nor so it seemed.", "It was over - or so it seemed."),
        ("the co\u{AD}\noperation of all", "the cooperation of all"),
        ("我们一起去\n那个地方，好吗", "我们一起去那个地方，好吗"),
        ("우리는 함께\n갔다", "우리는 함께 갔다"),
    ])
    func joinsWordsAcrossLineEnds(text: String, spoken: String) throws {
        #expect(try Book(text).blocks == [spoken])
    }

    @Test func takesLongLinesAsParagraphs() throws {
        let long = String(repeating: "The lamp burned on and on. ", count: 8)
        #expect(try Book("\(long)\n\(long)\nShort one.\n\(long)").blocks.count == 4)
    }

    @Test func takesLinesThatEndInSentencesAsParagraphs() throws {
        let text = "Halt! Who goes there?\nOnly me.\nThen go on, and mind the third plank.\nThank you kindly."
        #expect(try Book(text).blocks.count == 4)
    }

    @Test func takesIndentsAsParagraphs() throws {
        let text = """
              The lamp stood at the end of the mole, beyond the last house, and
            nobody had lit it since the summer of the great storm.
              Then someone did, and nobody in the town could say who it might
            have been, or why.
              The harbour master was told.
            """
        #expect(try Book(text).blocks.count == 3)
    }

    @Test func keepsVerseTogether() throws {
        let text = "The lamp is lit,\n  the tide is low,\nThe boats come in,\n  the night winds blow,"
        #expect(try Book(text).blocks == ["The lamp is lit, the tide is low, The boats come in, the night winds blow,"])
    }

    @Test(arguments: ["* * *", "***", "---", "⁂", "#", "~", "*", "— — —", "=====", "o\u{301}"]) func seesSceneBreaks(
        mark: String
    ) throws {
        let isBreak = mark != "o\u{301}"
        let book = try Book("The lamp burned.\n\n\(mark)\n\nMorning came.")
        #expect(book.segments.first?.boundary == (isBreak ? .sceneBreak : .paragraph))
        #expect(book.texts.count == (isBreak ? 2 : 3))
    }

    @Test func emptyLinesAreNoSceneBreak() throws {
        #expect(try Book("The lamp burned.\n\n\n\n\nMorning came.").segments.first?.boundary == .paragraph)
    }
}
