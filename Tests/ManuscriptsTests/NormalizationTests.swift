import Core
import Documents
import ManuscriptLaws
@testable import Manuscripts
import Testing

@Suite struct NormalizationTests {
    @Test(arguments: [
        ("“Stop!” he said. ‘Why?’", "\"Stop!\" he said. 'Why?'"), ("Don’t", "Don't"),
        ("poles--and wires", "poles—and wires"),
        ("poles -- and wires", "poles — and wires"), ("wait---now", "wait—now"), ("Well... yes", "Well… yes"),
        ("Well . . . yes", "Well … yes"), ("The end....", "The end…."), ("The end….", "The end…."),
        ("The end……", "The end…"),
        ("a\u{61C}b\u{FFFE}c", "abc"), ("a\u{AD}b", "ab"),
        ("a\u{200B}b\u{FEFF}c", "abc"),
        ("a\u{A0}b\u{2009}c", "a b c"), ("ﬁnd the oﬃce", "find the office"), ("too   many\t spaces", "too many spaces"),
        ("Cafe\u{301}", "Café"), ("\u{212B}ngström", "Ångström"), ("\u{1112}\u{1161}\u{11AB}글", "한글"),
        ("_Patience_ came", "Patience came"), ("*very* late", "very late"), ("**very** late", "very late"),
        ("_very late_.", "very late."), ("“_Stop_”", "\"Stop\""), ("snake_case here", "snake_case here"),
        ("2 * 3 is 6", "2 * 3 is 6"),
        ("lamp.[12] Then", "lamp. Then"), ("the lamp [12].", "the lamp."), ("a lamp{3}, lit", "a lamp, lit"),
        ("a lamp[*]", "a lamp"),
        ("[sic] stays", "[sic] stays"), ("No!!!!!!!", "No!!!"), ("a\u{0}b\u{7}", "ab"),
        ("می\u{200C}خواهم", "می\u{200C}خواهم"),
        ("no\u{200C}joiner", "nojoiner"), ("``Yes''", "\"Yes''"), ("1914-1918", "1914-1918"), ("$5 & 50%", "$5 & 50%"),
        ("bad\u{FFFD} byte", "bad byte"), ("he \u{202E}said\u{202C}", "he said"), ("3.14 and 1,000", "3.14 and 1,000"),
    ])
    func speaks(text: String, spoken: String) throws {
        let found = try #require(Book(text).texts.first)
        #expect(Array(found.unicodeScalars) == Array(spoken.unicodeScalars), "\(found)")
    }

    @Test func footnoteMarksAreReported() throws {
        let book = try Book("one[1]\n\ntwo[2] three{3}")
        #expect(book.omitted(.footnoteMark) == ["[1]", "[2]", "{3}"])
        #expect(book.manuscript.diagnostics.map(\.message) == ["Left out 3 footnote marks (the first on line 1)."])
    }

    @Test(arguments: ["[Illustration]", "[Illustration: The lamp]", "[Illustration: The\n\nlamp [by moonlight]]"])
    func illustrationsAreLeftOut(note: String) throws {
        let book = try Book("Before it.\n\n\(note)\n\nAfter it.")
        #expect(book.texts == ["Before it.", "After it."])
        #expect(book.omitted(.illustration) == [note])
    }

    @Test func anIllustrationInsideAParagraphDoesNotPartIt() throws {
        let book = try Book("The lamp stood\n[Illustration: a lamp]\nat the end.")
        #expect(book.texts == ["The lamp stood at the end."])
    }

    @Test func rangesPointAtTheSource() throws {
        let book = try Book("The “lamp”--lit.\r\n\r\n  It   was\r\nlate.[1] So.", maxCharacters: 20)
        let sources = book.segments.map { book.text(in: $0.range) }
        #expect(sources == ["The “lamp”--lit.", "It   was\r\nlate.[1] So."])
    }
}
