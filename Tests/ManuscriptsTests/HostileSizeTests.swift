import Foundation
import Testing
import TestSupport

/// What texts of millions of characters cost the real program.
@Suite struct HostileSizeTests {
    private static let sentence = "The lamp burned on the quay all night long, and nobody came to see it. "  // 71 bytes
    /// A program that does next to nothing has 30 to 40 MB.
    private static let baseMemory = 64 << 20

    private func write(_ text: String, to name: String = "book.txt", in folder: URL) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }

    private func prose(_ bytes: Int) -> String {
        let paragraph = String(repeating: Self.sentence, count: 6) + "\n\n"
        return String(repeating: paragraph, count: bytes / paragraph.utf8.count + 1)
    }

    @Test func tenMillionCharactersTakeASmallMultipleOfTheirSize() async throws {
        try await withScratchFolder { folder in
            try write(prose(10_000_000), in: folder)
            let run = try await ProgramRun("enqueue", "book.txt", in: folder)
            #expect(run.code == 0)
            #expect(run.peakMemory < Self.baseMemory + 10 * 10_000_000)
        }
    }

    @Test func oneLineOfTenMillionCharactersTakesNoMore() async throws {
        try await withScratchFolder { folder in
            try write(String(repeating: Self.sentence, count: 10_000_000 / Self.sentence.utf8.count), in: folder)
            let run = try await ProgramRun("enqueue", "book.txt", "--dry-run", in: folder)
            #expect(run.code == 0)
            #expect(run.output.contains("1 chapter, "))
            #expect(run.peakMemory < Self.baseMemory + 10 * 10_000_000)
        }
    }

    /// The dearest texts that are known: nearly each of their characters is a thing of its own.
    @Test(arguments: [
        ("\u{2019}a", "book.txt"), ("a\u{301}", "book.txt"), ("界、", "book.txt"), ("A lamp\n\n", "book.txt"),
        ("a\n", "book.txt"), ("[1]a ", "book.txt"), ("[a](b) ", "book.md"),
    ])
    func memoryGrowsWithTheTextAndNoFaster(piece: String, name: String) async throws {
        try await withScratchFolder { folder in
            var peaks: [Int] = []
            for size in [250_000, 1_000_000] {
                try write(String(repeating: piece, count: size / piece.utf8.count), to: name, in: folder)
                let run = try await ProgramRun("enqueue", name, "--dry-run", in: folder)
                #expect(run.code == 0)
                peaks.append(run.peakMemory)
            }
            let growth = peaks[1] - peaks[0]
            #expect(growth < 50 * 750_000, "\(peaks)")
        }
    }
}
