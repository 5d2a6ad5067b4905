import Core
import Documents
import ManuscriptLaws
@testable import Manuscripts
import Testing

@Suite struct MarkdownTests {
    @Test(arguments: [
        ("A [lamp](https://example.org/a_b(c)) here", "A lamp here"), ("![A lamp](lamp.png)", "A lamp"),
        ("[![A lamp](lamp.png)](https://example.org)", "A lamp"), ("A [lamp][ref] here\n\n[ref]: /lamp", "A lamp here"),
        ("A [lamp][nowhere] here", "A [lamp][nowhere] here"),
        ("Run `probe_read` now", "Run probe_read now"), ("It is ***very*** late", "It is very late"),
        ("~~never~~ late", "never late"),
        ("> A quote\n> of two lines", "A quote of two lines"), ("- item", "item"), ("- [x] done", "done"),
        ("2. Second", "2. Second"),
        ("Fish &amp; chips&nbsp;too", "Fish & chips too"), ("A <em>lamp</em><br>lit", "A lamp lit"),
        ("\\*not\\* marked", "not marked"),
        ("a < b and c > d", "a < b and c > d"), ("<https://example.org>", "https://example.org"),
        ("Two\nlines", "Two lines"),
        ("before <!-- not this --> after", "before after"), ("note[^1] here", "note here"),
        ("[^1]: The note.", "The note."),
        ("[just brackets]", "[just brackets]"), ("    indented words", "indented words"),
        ("[broken](link", "[broken](link"),
        ("It was in the year\n1984. The lamp burned", "It was in the year 1984. The lamp burned"),
        ("It is un*fric*tional", "It is unfrictional"), ("a ~~b and c", "a b and c"), ("`a ~~ b`", "a ~~ b"),
        ("It is <em\ntitle='x'>late</em>", "It is late"), ("It&#8217;s late", "It's late"),
        ("&#x2014;late", "\u{2014}late"),
        ("1. **Bold** start", "1. Bold start"), ("1. - [x] deep", "1. deep"), ("A [b](c\n'd') e", "A b e"),
    ])
    func speaks(text: String, spoken: String) throws {
        #expect(try Book(text, kind: .markdown).blocks == [spoken])
    }

    @Test(arguments: [
        "# One\n\nA.\n\n# Two\n\nB.", "One\n===\n\nA.\n\nTwo\n===\n\nB.", "## One ##\nA.\n\n## Two ##\nB.",
    ])
    func headingsStartChapters(text: String) throws {
        let book = try Book(text, kind: .markdown)
        #expect(book.titles == ["One", "Two"])
        #expect(book.texts == ["One", "A.", "Two", "B."])
    }

    @Test func aSingleTopHeadingIsTheTitle() throws {
        let book = try Book("# The Lamp\n\n## One\n\nA.\n\n### Inside\n\nB.\n\n## Two\n\nC.", kind: .markdown)
        #expect(book.manuscript.title == "The Lamp")
        #expect(book.titles == ["One", "Two"])
        #expect(book.texts == ["The Lamp", "One", "A.", "Inside", "B.", "Two", "C."])
        #expect(
            book.segments.map(\.boundary) == [.heading, .heading, .paragraph, .heading, .chapter, .heading, .chapter]
        )
    }

    @Test func withoutHeadingsThoseOfPlainBooksCount() throws {
        #expect(try Book("Chapter 1\n\nA.\n\nChapter 2\n\nB.", kind: .markdown).titles == ["Chapter 1", "Chapter 2"])
    }

    @Test func codeIsLeftOutWithAWarning() throws {
        let book = try Book("Before.\n\n```swift\nlet lamp = 1\n\nlight()\n```\n\nAfter.", kind: .markdown)
        #expect(book.texts == ["Before.", "After."])
        let diagnostic = try #require(book.manuscript.diagnostics.first)
        #expect(diagnostic.severity == .warning)
        #expect(diagnostic.message == "Left out a code block (lines 3 to 7).")
    }

    @Test func aFenceThatNothingClosesLosesNoText() throws {
        #expect(try Book("Before.\n\n```\n\nAfter.", kind: .markdown).blocks.last == "After.")
    }

    @Test func tablesAreReadRowByRow() throws {
        let text = "| Hour | Water |\n|:-----|------:|\n| dawn | 4 |\n| noon |  |"
        #expect(try Book(text, kind: .markdown).texts == ["Hour, Water", "dawn, 4", "noon"])
    }

    @Test func aTableMayStandRightBelowText() throws {
        let book = try Book("The hours:\n| Hour |\n|------|\n| dawn |", kind: .markdown)
        #expect(book.texts == ["The hours:", "Hour", "dawn"])
    }

    /// GitHub drops them; here they are spoken.
    @Test func cellsBeyondTheLastColumnAreSpoken() throws {
        let book = try Book("| Hour |\n|------|\n| dawn | 4 | \\| five |", kind: .markdown)
        #expect(book.texts == ["Hour", "dawn, 4, | five"])
    }

    @Test func itemsAreParagraphs() throws {
        let book = try Book("- one\n- [x] two\n  goes on\n  1. three\n  2. four\n\n     more\n", kind: .markdown)
        #expect(book.texts == ["one", "two goes on", "1. three", "2. four", "more"])
        #expect(book.omitted(.markup) == ["[x]"])
    }

    @Test(arguments: ["⁂", "*", "#", "~~~~", "❦ ❦ ❦", "= = =", "+ + +", "\\* \\* \\*"])
    func ornamentsPartScenes(_ ornament: String) throws {
        let book = try Book("A.\n\n\(ornament)\n\nB.", kind: .markdown)
        #expect(book.texts == ["A.", "B."])
        #expect(book.segments.map(\.boundary) == [.sceneBreak, .chapter])
    }

    @Test func aFootnoteOfOneWordIsNoDefinition() throws {
        let book = try Book("Lit[^1] again.\n\n[^1]: Lamps\n[^2]: Quays", kind: .markdown)
        #expect(book.texts == ["Lit again.", "Lamps Quays"])
        #expect(book.omitted(.footnoteMark) == ["[^1]", "[^1]:", "[^2]:"])
    }

    @Test(arguments: ["\n", "\r\n", "\r", "\u{2028}"]) func everyEndOfALineIsOne(end: String) throws {
        let text = ["# One", "", "A", "b.", "", "> C", "> [d](e)", "", "Two", "===", "D."].joined(separator: end)
        let book = try Book(text, kind: .markdown)
        #expect(book.titles == ["One", "Two"])
        #expect(book.texts == ["One", "A b.", "C d", "Two", "D."])
    }

    @Test(arguments: [
        "---\ntitle: \"The Lamp\"\nauthor: Edda Quill\nlang: de\n---\n\nEs brennt.",
        "+++\ntitle = \"The Lamp\"\nauthor = 'Edda Quill'\nlanguage = \"German\"\n+++\n\nEs brennt.",
    ])
    func frontMatterTellsOfTheBook(text: String) throws {
        let book = try Book(text, kind: .markdown)
        #expect(book.manuscript.title == "The Lamp")
        #expect(book.manuscript.author == "Edda Quill")
        #expect(book.manuscript.language == "de")
        #expect(book.texts == ["Es brennt."])
    }

    @Test func breaksPartScenes() throws {
        let book = try Book("---\n\nA.\n\n***\n\nB.\n\n- - -\n\nC.", kind: .markdown)
        #expect(book.segments.map(\.boundary) == [.sceneBreak, .sceneBreak, .chapter])
    }

    @Test func definitionsMayGoOverTwoLines() throws {
        let book = try Book("[a]: /b\n  'The title'\n[c]: <d>\n\n[A] and [c].", kind: .markdown)
        #expect(book.texts == ["A and c."])
        #expect(book.omitted(.linkDefinition) == ["[a]: /b\n  'The title'", "[c]: <d>"])
    }

    @Test func linkDefinitionsAreLeftOut() throws {
        let book = try Book("A [lamp][1].\n\n[1]: https://example.org/x1 \"Lamp\"\n[no]: this is said", kind: .markdown)
        #expect(book.texts == ["A lamp.", "[no]: this is said"])
    }

    @Test func commentsBetweenLinksAreNoMarkup() throws {
        let text = String(repeating: "[lamp](a)<!-- [b](c) -->", count: 3)
        let book = try Book(text, kind: .markdown)
        #expect(book.texts == ["lamplamplamp"])
        #expect(book.omitted(.comment).count == 3)
        #expect(book.omitted(.markup) == ["](a)", "](a)", "](a)"])
    }
}
