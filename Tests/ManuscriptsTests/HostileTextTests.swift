import Core
import Documents
import ManuscriptLaws
@testable import Manuscripts
import Testing
import TextKit

/// Texts of one piece over and over end in time, and nothing of them is lost.
@Suite struct HostileTextTests {
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "[a](b ", "<!-- ", "`a``b ", "[a", "<a ", "a\n", "A\n\n", ". ", "a\u{301}\u{323}", "\u{301}",
            "[Illustration ",
            "CONTENTS\n\n", "CONTENTS\n\nOne\nTwo\n\n", "CHAPTER I\n", "BOOK I\n\nCHAPTER I\n\n", "\n\n\nTHE LAMP\n\n",
            "```\n~~~\n",
            "|a\n", "> ", "- ", "_", "a_", "\u{0}", "\u{0}a", "\u{202E}a", "\u{1F469}\u{200D}", "界", "שלום",
            "\u{2028}a", "_a*", "CHAPTER I\nCHAPTER II\nCHAPTER III\n", "[a](b)<!--c-->", "\u{202E}", "\u{2067}ש",
            "\u{301}\n", "\u{FE0F}", "\u{FFFE}", "葛\u{E0100}", "J. ", "…", "。\u{301}",
        ],
        [PlainTextFormat(), MarkdownFormat()] as [any TextFormat]
    )
    func endInTime(piece: String, kind: any TextFormat) throws {
        let text = String(repeating: piece, count: 8_000 / piece.utf8.count) + " lamp"
        let book = try Book(text, kind: kind)
        #expect(Accounting(book: book, maxCharacters: SegmentPlanner.defaultMaxCharacters).faults() == [])
    }

    @Test(arguments: [
        "\u{301}lamp", "\u{301} \u{302}lamp", "Wait. \u{301}He left.", "\n\u{20DD}lamp", "lamp\u{200D}", "\u{64B}שלום",
    ])
    func loneMarksStayWithTheText(text: String) throws {
        let book = try Book(text)
        #expect(Accounting(book: book).faults() == [])
        #expect(book.texts.allSatisfy { $0.unicodeScalars.contains(where: \.isSpeakable) })
    }

    @Test(arguments: [
        "a\u{301}", "e\u{323}\u{302}", "ש\u{5C1}\u{5B8}", "ﬃ\u{301}", "か\u{3099}", "👩‍🚀a", "น้ำ", "؟\u{64B}ا",
    ])
    func theCutSparesCharacters(unit: String) throws {
        let text = String(repeating: unit, count: 600)
        for maxCharacters in 20...40 {
            let input = HostileInput(bytes: Array(text.utf8), maxCharacters: maxCharacters)
            #expect(TextLaws.breaches(of: input) == [])
        }
    }

    @Test func rightToLeftTextKeepsItsOrderAndLosesItsControls() throws {
        let book = try Book("\u{200F}הוא אמר: \u{2067}\"שלום\"\u{2069}.\n\n\u{202B}مرحبا، \u{61C}123 مصباح.\u{202C}")
        #expect(book.texts == ["הוא אמר: \"שלום\".", "مرحبا، 123 مصباح."])
    }

    @Test(arguments: [
        String(repeating: "?! ", count: 20_000), String(repeating: "—\n", count: 20_000), "\u{301}", "\u{202E}\u{0}",
        "。！？",
        "[^1]: \n[1]", "\u{FFFD}\u{FFFD}", "👩‍🚀",
    ])
    func nothingToSpeakIsSaidSo(text: String) throws {
        for kind in [PlainTextFormat(), MarkdownFormat()] as [any TextFormat] {
            let error = try #require(throws: BatchError.self) { try Book(text, kind: kind) }
            #expect(error.code == .inputEmpty)
        }
    }

    @Test(arguments: ["...", "— — —\n\n* * *", "!?\n", "\u{301}\u{302}", "[12] {3}", "\u{3000}。"])
    func refusesTextWithNothingToSpeak(text: String) throws {
        let error = try #require(throws: BatchError.self) { try Book(text) }
        #expect(error.code == .inputEmpty)
    }
}
