import Core
@testable import Documents
import ManuscriptLaws
@testable import Manuscripts
import Testing

@Suite struct HeadingTests {
    private static let prose = "The lamp burned all night, and nobody came to put it out."

    /// The text of two chapters under the given headings.
    private func titles(_ first: String, _ second: String) throws -> [String?] {
        try Book("\(first)\n\n\(Self.prose)\n\n\(second)\n\n\(Self.prose)\n").titles
    }

    @Test(arguments: [
        ("CHAPTER I: THE LAMP", "CHAPTER II: THE QUAY"), ("Chapter 1", "Chapter 2"),
        ("CHAPTER THE FIRST", "CHAPTER THE SECOND"),
        ("Chapter Twenty-One", "Chapter Twenty-Two"), ("Chapter Forty Two", "Chapter Forty Three"),
        ("CHAPTER I.", "CHAPTER II."),
        ("Chapter 1. Loomings", "Chapter 2. The Carpet-Bag"), ("CHAPTER 1—A BOAT", "CHAPTER 2—AN OAR"),
        ("BOOK I", "BOOK II"),
        ("PART THREE", "PART FOUR"), ("Prologue", "Epilogue"), ("PREFACE", "APPENDIX"), ("Introduction", "Appendix A"),
        ("Prologue: The Storm", "Chapter 1"), ("I.", "II."), ("I", "II"), ("1", "2"),
        ("I. A LAMP IN THE DARK", "II. THE RED CROSS"),
        ("1. The Lamp", "2. The Red Cross"), ("Letter 1", "Letter 2"), ("STAVE ONE", "STAVE TWO"),
        ("_CHAPTER I_", "_CHAPTER II_"),
        ("Kapitel 1", "Kapitel 2"), ("Chapitre premier", "Chapitre II"), ("第一章 港", "第二章 灯"), ("# One", "# Two"),
        ("Chapter I. In which Mr. Pike goes out to light the lamps of the town", "Chapter II. In which he comes home"),
        ("VOLUME I", "VOLUME II"),
    ])
    func startChapters(first: String, second: String) throws {
        let titles = try titles(first, second)
        if first == "Chapitre premier" {
            #expect(titles.count == 2, "an ordinal in words is known in English only")
            return
        }
        let marks = "_# "
        #expect(titles == [first, second].map { $0.trimmingCharacters(marks) })
    }

    @Test(arguments: [
        "Chapter 5 was the longest, he said.", "Part of the quay was dark.", "Book One of them was lost.",
        "I was there.",
        "He saw it", "Introduction of the wires had been delayed.", "III", "12", "Letter after letter came.", "THE END",
        "I. Buy a lamp and light it.", "Act one was over by then.", "Section by section, they went on.",
    ])
    func areNotSeenInText(line: String) throws {
        let book = try Book("\(Self.prose)\n\n\(line)\n\n\(Self.prose)\n")
        #expect(book.titles == [nil])
        #expect(book.blocks.contains(line))
    }

    @Test func areNotSeenInTheMiddleOfAParagraph() throws {
        let text =
            "He had read the whole of the book by then, and thought that\nChapter 5 was the best of them all, and the "
            + "longest too,\nas far as he could tell by\nlamplight."
        #expect(try Book(text).titles == [nil])
    }

    @Test(arguments: ["CHAPTER I\nThe Lamp", "CHAPTER I\n\nThe Lamp", "CHAPTER I.\n\nTHE LAMP", "I\n\nThe Lamp"])
    func takeTheirTitleFromTheNextLine(heading: String) throws {
        let second = heading.replacing("I", with: "II").replacing("Lamp", with: "Quay").replacing("LAMP", with: "QUAY")
        let book = try Book("\(heading)\n\n\(Self.prose)\n\n\(second)\n\n\(Self.prose)")
        let title = try #require(book.chapters.first?.title)
        #expect(title.lowercased().hasSuffix("the lamp"))
        #expect(book.chapters.count == 2 || heading.hasPrefix("I"))
        #expect(book.chapters[0].segments.dropLast().allSatisfy { $0.boundary == .heading || $0.boundary == .sentence })
    }

    @Test func leaveTheTextThatFollowsWithoutAnEmptyLine() throws {
        let book = try Book(
            "CHAPTER I\nIt was late when the lamp went out.\nNobody saw it.\n\nCHAPTER II\n\n\(Self.prose)"
        )
        #expect(book.titles == ["CHAPTER I", "CHAPTER II"])
        #expect(book.texts[1] == "It was late when the lamp went out. Nobody saw it.")
    }

    @Test func ofABookJoinThoseOfItsFirstChapter() throws {
        let text =
            "BOOK THE FIRST\n\nCHAPTER I: DUSK\n\n\(Self.prose)\n\nCHAPTER II\n\n\(Self.prose)\n\nBOOK II\n\nCHAPTER I\n\n"
        let book = try Book(text + Self.prose)
        #expect(book.titles == ["BOOK THE FIRST — CHAPTER I: DUSK", "CHAPTER II", "BOOK II — CHAPTER I"])
        #expect(book.texts.prefix(2) == ["BOOK THE FIRST", "CHAPTER I: DUSK"])
    }

    @Test func ofPartsStayInsideChaptersThatHaveTitles() throws {
        let text = "I. A LAMP\n\nI.\n\n\(Self.prose)\n\nII.\n\n\(Self.prose)\n\nII. A QUAY\n\n\(Self.prose)"
        let book = try Book(text)
        #expect(book.titles == ["I. A LAMP", "II. A QUAY"])
        #expect(book.texts.contains("II."))
    }

    @Test(arguments: [("THE SPECKLED LAMP", "THE RED CROSS"), ("The Speckled Lamp", "A Case of Red Crosses")])
    func setApartCountWhereThereAreNoOthers(first: String, second: String) throws {
        let text = "\n\n\n\(first)\n\nI\n\n\(Self.prose)\n\nII\n\n\(Self.prose) \(Self.prose)\n\n\n\n\(second)\n\n"
        let book = try Book(text + "\(Self.prose) \(Self.prose)\n")
        #expect(book.titles == [first, second])
        #expect(book.texts.contains("II"))
    }

    @Test func setApartAreTextInABookOfChapters() throws {
        let text = "CHAPTER I\n\n\(Self.prose)\n\n\n\nTHE RED CROSS\n\n\(Self.prose)\n\nCHAPTER II\n\n\(Self.prose)"
        #expect(try Book(text).titles == ["CHAPTER I", "CHAPTER II"])
    }

    @Test func pageNumbersAreNone() throws {
        let text = (1...6).map { "the lamp burned on and on through the whole of the long night, and\n\n\($0)\n\n" }
            .joined()
        #expect(try Book("At first " + text + "that was all.").titles == [nil])
    }

    @Test func areSpoken() throws {
        let book = try Book("CHAPTER I: DUSK\n\n\(Self.prose)")
        #expect(book.texts.first == "CHAPTER I: DUSK")
        #expect(book.segments.first?.boundary == .heading)
    }

    @Test func theTitlePageBelongsToTheFirstChapter() throws {
        let book = try Book("THE LAMP\n\nby Edda Quill\n\nCHAPTER I\n\n\(Self.prose)")
        #expect(book.manuscript.title == "THE LAMP")
        #expect(book.manuscript.author == "Edda Quill")
        #expect(book.titles == ["CHAPTER I"])
        #expect(book.texts.prefix(2) == ["THE LAMP", "by Edda Quill"])
    }
}
