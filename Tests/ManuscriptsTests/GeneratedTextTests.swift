import BatchCore
import Testing

@testable import Manuscripts

/// No text is lost, doubled or misplaced, whatever the source looks like.
@Suite struct GeneratedTextTests {
    @Test(arguments: 0..<30) func everyCharacterIsAccountedFor(block: Int) throws {
        var generator = TextGenerator(seed: UInt64(block))
        for round in 0..<100 {
            let text = generator.text()
            let maxCharacters = [20, 60, 320][round % 3]
            let kind: SourceText.Kind = round % 2 == 0 ? .plain : .markdown
            try check(text, kind: kind, maxCharacters: maxCharacters)
        }
    }

    @Test(arguments: [SourceText.Kind.plain, .markdown]) func longRunsAreAccountedFor(kind: SourceText.Kind) throws {
        var generator = TextGenerator(seed: 7)
        for _ in 0..<20 {
            let word = generator.word(lengths: 500...2_000)
            try check("\(word) \(word)\u{301}", kind: kind, maxCharacters: 50)
        }
    }

    private func check(_ text: String, kind: SourceText.Kind, maxCharacters: Int) throws {
        let book: Book
        do {
            book = try Book(text, kind: kind, maxCharacters: maxCharacters)
        } catch let error as BatchError {
            #expect(error.code == .inputEmpty)
            return
        }
        let faults = Accounting(book: book, maxCharacters: maxCharacters).faults()
        #expect(faults.isEmpty, "\(faults.prefix(3)) in \(kind) \(text.debugDescription)")
        #expect(!book.chapters.contains { $0.segments.isEmpty })
        #expect(book.chapters.allSatisfy { $0.segments.last?.boundary == .chapter })
    }
}
