import Core
@testable import Documents
import Foundation
import TestSupport
import Testing
import TextKit

/// What every format owes: each letter is in a block or left out, and has a place.
@Suite struct DocumentTests {
    @Test(arguments: ["the-lamplighter.txt", "field-notes.md", "lines/guard-01.txt"])
    func everyLetterIsInABlockOrLeftOut(name: String) throws {
        expectComplete(try SourceReader().read(contentsOf: Repository.fixture(name)))
    }

    @Test(arguments: [
        "# A\n\n[a](b \"c\") and ![d](e)\n\n[f]: http://g.h\n  \"i\"\n\n1. j\n2) k\n\n- [x] l\n\n| m | n |\n|---|---|\n| o | p | q |\n",
        "~~~ a\nb\n~~~\nc\n<!-- d\n\ne --> f <i\ntitle='g'>h</i> &amp; &eacute; &#233; `i` \\j\n",
        "> 1. - a\n>   > b\n\n[^1]: c\n[^d]: [e]: f\n\n[g]: <h> 'i'\n[j]: k\nl\n\n***\nm\n= = =\n",
        "---\ntitle: a\n---\nb\r\n===\r\nc\u{2028}d\u{B}e\u{0}f\r\r`g\rh`\r```i\rj",
        "*\n\n1.\n2. a\n\n[b]:\n/c\n\n[d]: /e 'f\ng'\n\n```h\n[i]: j\n```\n[k]: /l\n\n+ + +\n",
    ])
    func everyLetterOfMarkdownIsInABlockOrLeftOut(text: String) throws {
        expectComplete(try MarkdownFormat().document(of: text, name: "a.md"))
    }

    @Test func blocksHaveTheirPlaces() throws {
        let text = "BOOK ONE\n\nCHAPTER I\n\nA lamp\nburned.\n\n* * *\n\nIt went out."
        let document = PlainTextFormat().document(of: text, name: "a.txt")
        #expect(
            document.blocks.map(\.kind) == [
                .heading(level: 1, startsChapter: true), .heading(level: 2, startsChapter: true), .body, .sceneBreak,
                .body,
            ]
        )
        let texts = document.blocks.map { block in
            document.locator(of: block).map { document.parts[$0.part].string($0.range) }
        }
        #expect(texts == ["BOOK ONE", "CHAPTER I", "A lamp\nburned.", nil, "It went out."])
        #expect(document.lines(of: document.blocks[2]).map { document.parts[0].string($0) } == ["A lamp", "burned."])
    }

    @Test func aSingleTopHeadingNamesTheWork() throws {
        let document = try MarkdownFormat().document(of: "# The Lamp\n\n## One\n\nA.\n\n### Two\n\nB.", name: "a.md")
        #expect(document.blocks.map(\.namesWork) == [true, false, false, false, false])
        #expect(
            document.blocks.filter { $0.kind != .body }.map(\.kind) == [
                .heading(level: 0, startsChapter: true), .heading(level: 1, startsChapter: true),
                .heading(level: 3, startsChapter: false),
            ]
        )
    }

    @Test func linesOfWhatIsLeftOutAreTold() throws {
        let document = try MarkdownFormat().document(of: "A.\n\n```\nb\n```\n\n```\nc\n```\n", name: "a.md")
        let diagnostics = Omission.diagnostics(of: document.omissions, in: document.parts)
        #expect(diagnostics.map(\.message) == ["Left out 2 code blocks (the first on line 3)."])
    }

    private func expectComplete(_ document: Document) {
        var isPlaced = document.parts.map { Array(repeating: false, count: $0.bytes.count) }
        for locator in document.blocks.flatMap({ block in
            document.lines(of: block).map { Locator(part: block.part, range: $0) }
        }) + document.omissions.map(\.locator) {
            for index in locator.range { isPlaced[locator.part][index] = true }
        }
        for (part, placed) in zip(document.parts, isPlaced) {
            let lost = zip(part.bytes, placed).filter { !$0.1 }.map(\.0)
            let letters = String(decoding: lost, as: UTF8.self).unicodeScalars.filter(\.isSpeakable)
            #expect(String(String.UnicodeScalarView(letters)) == "")
        }
    }
}
