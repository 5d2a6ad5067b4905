import Core
import Documents
import ManuscriptLaws
@testable import Manuscripts
import Testing

/// The texts that `make demo` narrates.
@Suite struct FixtureTests {
    @Test(arguments: [
        "the-lamplighter.txt", "field-notes.md", "lines/guard-01.txt", "lines/guard-02.txt", "lines/miller-10.txt",
    ])
    func isAccountedFor(name: String) throws {
        let book = try Book(fixture: name)
        #expect(Accounting(book: book, maxCharacters: SegmentPlanner.defaultMaxCharacters).faults().isEmpty)
    }

    @Test func theLamplighter() throws {
        let book = try Book(fixture: "the-lamplighter.txt")
        #expect(book.manuscript.title == "THE LAMPLIGHTER")
        #expect(
            book.titles == [
                "CHAPTER I: THE LAST STREET", "CHAPTER II: NUMBER FORTY-ONE", "CHAPTER III: FORTY-ONE AND FORTY-TWO",
            ]
        )
        #expect(book.segments.count(where: { $0.boundary == .sceneBreak }) == 2)
        #expect(book.manuscript.diagnostics.isEmpty)
        #expect(book.texts.contains { $0.contains("a well-behaved lamp") && $0.hasPrefix("He did know.") })
        #expect(!book.segments.contains { $0.boundary == .clause })
    }

    @Test func fieldNotes() throws {
        let book = try Book(fixture: "field-notes.md")
        #expect(book.manuscript.language == "en-GB")
        #expect(
            book.titles == ["Field Notes from a Small Pond", "Monday: Ice", "Wednesday: Arrivals", "Saturday: Spawn"]
        )
        #expect(book.omitted(.code).count == 1)
    }
}
