import BatchCore
import Testing

@testable import Manuscripts

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
            "\u{2028}a", "_a*",
        ],
        [SourceText.Kind.plain, .markdown]
    )
    func endInTime(piece: String, kind: SourceText.Kind) throws {
        let text = String(repeating: piece, count: 8_000 / piece.utf8.count) + " lamp"
        let book = try Book(text, kind: kind)
        #expect(Accounting(book: book, maxCharacters: SegmentPlanner.defaultMaxCharacters).faults() == [])
    }
}
