import Documents
import ManuscriptLaws
import Manuscripts
import Testing
import TextKit

@Suite struct TitleLineTests {
    @Test(arguments: [
        ("The Lamp", "The Lamp"), ("  The\t\tLamp \n of\u{2028}the Quay ", "The Lamp of the Quay"),
        ("A\u{0}\u{7}B", "AB"),
        ("\u{202E}Lamp\u{202C}", "Lamp"), ("\u{FEFF}L\u{FFFD}amp", "Lamp"), ("co\u{AD}op", "coop"),
        ("שלום, “עולם”", "שלום, “עולם”"), ("👩‍🚀 *", "👩‍🚀 *"), ("e\u{301}te", "e\u{301}te"), ("!?", "!?"),
    ])
    func isOneLine(text: String, line: String) {
        #expect(TitleLine.clean(text) == line)
    }

    @Test(arguments: ["", " \n\t", "\u{0}\u{1B}", "\u{301}\u{200D}", "\u{202E}\u{FFFD}\u{E000}"])
    func isNilWithNothingToShow(text: String) {
        #expect(TitleLine.clean(text) == nil)
    }

    @Test(arguments: ["lamp ", "lamp", "👩‍🚀", "a\u{301}", "灯"]) func isCutBetweenCharacters(unit: String) throws {
        let line = try #require(TitleLine.clean(String(repeating: unit, count: 100_000)))
        #expect(line.unicodeScalars.count <= TitleLine.longest)
        #expect(line.unicodeScalars.count > TitleLine.longest - 8)
        #expect(line.hasSuffix("…") && !line.hasSuffix(" …"))
        let character = try #require(unit.trimmingPrefix(" ").first)
        #expect(line.dropLast().first == character && line.dropLast().suffix(1).allSatisfy { unit.contains($0) })
    }

    @Test func aMonstrousCharacterIsCutToo() throws {
        let line = try #require(TitleLine.clean("a" + String(repeating: "\u{301}", count: 100_000)))
        #expect(line.unicodeScalars.count <= TitleLine.longest)
    }

    @Test(arguments: [
        (
            "Title: \u{0}The\u{202E} Lamp\u{1B}[0m\nAuthor: A.\u{FFFD} Wren\n*** START OF THE PROJECT GUTENBERG EBOOK X ***\n\nA lamp.",
            "a.txt"
        ),
        ("---\ntitle: \u{0}The\u{202E} Lamp\u{1B}[0m\nauthor: \u{7}A. Wren\n---\nA lamp.", "a.md"),
        ("\u{0}The\u{202E} Lamp\u{1B}[0m\n\nby A.\u{200B} Wren\n\nA lamp.", "a.txt"),
    ]) func metadataIsCleaned(text: String, name: String) throws {
        let kind: any TextFormat = name == "a.md" ? .markdown : .plain
        let manuscript = try Book(text, kind: kind).manuscript
        #expect(manuscript.title == "The Lamp[0m")
        #expect(manuscript.author == "A. Wren")
    }

    @Test(arguments: [
        "# \(endless)\n\nA lamp.\n\n## Dusk\n\nB.", "---\ntitle: \(endless)\n---\n# \(endless)\n\nA lamp.",
        "Title: \(endless)\n*** START OF THE PROJECT GUTENBERG EBOOK X ***\n\n# \(endless)\n\nA lamp.",
    ])
    func aTitleOfAHundredThousandCharactersIsCut(text: String) throws {
        for kind in [PlainTextFormat(), MarkdownFormat()] as [any TextFormat] {
            let book = try Book(text, kind: kind)
            let titles = [book.manuscript.title] + book.titles
            #expect(titles.compactMap { $0 }.allSatisfy { $0.unicodeScalars.count <= TitleLine.longest })
            #expect(Accounting(book: book).faults() == [])
        }
    }

    private static let endless = String(repeating: "lamp ", count: 20_000)
}
