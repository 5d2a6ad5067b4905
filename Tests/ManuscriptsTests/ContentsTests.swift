import Core
import Documents
import ManuscriptLaws
@testable import Manuscripts
import Testing

@Suite struct ContentsTests {
    private static let prose =
        "The lamp burned all night, and nobody came to put it out, though there were many in the town who saw it from\n"
        + "their windows, and wondered."

    private func body(_ headings: [String]) -> String {
        headings.map { "\($0)\n\n\(Self.prose)\n\n\n" }.joined()
    }

    @Test(arguments: [
        "CONTENTS\n\nCHAPTER I: DUSK\nCHAPTER II: NIGHT\nCHAPTER III: DAWN\n",
        "CONTENTS\n\nCHAPTER I: DUSK\n\nCHAPTER II: NIGHT\n\nCHAPTER III: DAWN\n",
        "Table of Contents\n\n  CHAPTER I: DUSK ........ 1\n  CHAPTER II: NIGHT ...... 27\n  CHAPTER III: DAWN ..... 101\n",
        "CONTENTS.\n\nI. Dusk      1\nII. Night     2\nIII. Dawn     3\n",
        "CHAPTER I: DUSK\nCHAPTER II: NIGHT\nCHAPTER III: DAWN\n",
        "_Contents_\n\nCHAPTER I: DUSK\nCHAPTER II: NIGHT\nCHAPTER III: DAWN\n",
    ])
    func areLeftOut(contents: String) throws {
        let headings = ["CHAPTER I: DUSK", "CHAPTER II: NIGHT", "CHAPTER III: DAWN"]
        let book = try Book("\(contents)\n\n\n\(body(headings))")
        #expect(book.titles == headings)
        #expect(book.omitted(.contents).count == 1)
        #expect(book.diagnosticCodes == ["text.omitted.contents"])
        #expect(book.texts.count == 6)
    }

    @Test func keepWhatComesBetweenThemAndTheFirstChapter() throws {
        let contents = "CONTENTS\n\nCHAPTER I\nCHAPTER II\n\n\nTo my sister\n\n\n"
        let book = try Book(contents + body(["CHAPTER I", "CHAPTER II"]))
        #expect(book.titles == [nil, "CHAPTER I", "CHAPTER II"])
        #expect(book.texts.first == "To my sister")
    }

    @Test func mayListTheChaptersOfSeveralBooks() throws {
        let headings = ["BOOK I", "CHAPTER I", "CHAPTER II", "BOOK II", "CHAPTER I", "CHAPTER II"]
        let book = try Book("CONTENTS\n\n\(headings.joined(separator: "\n"))\n\n\n" + body(headings))
        #expect(book.titles == headings)
    }

    @Test func aHeadingOfThatNameAloneLosesNothing() throws {
        let book = try Book("CONTENTS\n\n\(Self.prose)\n\n\(Self.prose)")
        #expect(book.omitted(.contents).isEmpty)
        #expect(book.texts.first == "CONTENTS")
    }

    @Test func ofMarkdownAreLeftOut() throws {
        let text =
            "# The Lamp\n\n## Contents\n\n- [Dusk](#dusk)\n- [Dawn](#dawn)\n\n## Dusk\n\nIt burned.\n\n## Dawn\n\nIt went out."
        let book = try Book(text, kind: .markdown)
        #expect(book.titles == ["Dusk", "Dawn"])
        #expect(book.omitted(.contents).count == 1)
    }
}
