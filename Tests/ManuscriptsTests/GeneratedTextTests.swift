import Core
import Foundation
import ManuscriptLaws
import Manuscripts
import Testing

/// Texts by chance, for what the fuzzer does not look at.
@Suite struct GeneratedTextTests {
    @Test(arguments: [SourceText.Kind.plain, .markdown]) func longRunsAreAccountedFor(kind: SourceText.Kind) throws {
        var generator = TextGenerator(seed: 7)
        for _ in 0..<20 {
            let word = generator.word(lengths: 500...2_000)
            let book = try Book("\(word) \(word)\u{301}", kind: kind, maxCharacters: 50)
            #expect(Accounting(book: book, maxCharacters: 50).faults() == [])
        }
    }

    /// What was normalised once is not changed again, and is composed.
    @Test(arguments: 0..<10) func proseIsNormalisedOnce(block: Int) throws {
        var generator = TextGenerator(seed: UInt64(block))
        for _ in 0..<50 {
            // A small letter in front, so that no line is taken for a heading.
            let once = try Book("so \(generator.prose())", maxCharacters: 20_000).texts.joined(separator: " ")
            #expect(try Book(once, maxCharacters: 20_000).texts.joined(separator: " ") == once)
            #expect(once.unicodeScalars.elementsEqual(once.precomposedStringWithCanonicalMapping.unicodeScalars))
        }
    }
}
