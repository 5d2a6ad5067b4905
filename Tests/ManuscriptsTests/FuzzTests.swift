import Core
import Documents
import Foundation
import ManuscriptLaws
import Manuscripts
import Testing

/// 20,000 inputs of the fuzzer, the same every time; `make fuzz` tries others.
@Suite struct FuzzTests {
    private static let shards = 40
    private static let inputs = 500

    @Test(arguments: 0..<shards) func theLawsHold(shard: Int) {
        for index in 0..<Self.inputs {
            let input = HostileInput(seed: SeededRandom.seed(index, of: UInt64(shard)))
            let breaches = TextLaws.breaches(of: input)
            #expect(breaches.isEmpty, "shorter with: make fuzz REPLAY=\(input.seed)")
        }
    }

    @Test(arguments: onceBroken) func onceBrokeALaw(text: String, maxCharacters: Int) {
        for name in ["book.txt", "book.md"] {
            for question: UInt64 in 0..<3 {
                let bytes = Array(text.utf8)
                let input = HostileInput(bytes: bytes, name: name, maxCharacters: maxCharacters, question: question)
                #expect(TextLaws.breaches(of: input) == [])
            }
        }
    }

    /// With the longest segment that they were planned for.
    private static let onceBroken: [(String, Int)] = [
        ("p\u{61C}", 320), ("한국어\u{1D173}", 320), ("a\u{FFFE}", 320), ("AM\nBY\n\u{AD}", 320),
        ("Title: A.\u{7}B\n*** START OF THE PROJECT GUTENBERG EBOOK LAMPS ***\n\nA lamp", 320),
        ("#6 p.m.\u{301}tedon’t ²--\u{1D165}Iſ", 20), ("Marsh\r、\u{323}\u{301}ﾊﾞש\u{5C1}\u{5B8}ל", 20),
        ("1ﬃ" + String(repeating: "\u{34F}", count: 17), 20), ("ﬃ" + String(repeating: "\u{301}", count: 400), 320),
        ("r" + String(repeating: "\u{301}", count: 20) + "は", 20), ("p ！\u{1ADD}\n# Heapกำ; 1", 20),
        ("ちは。ำ”6 p.m.", 20), ("Marsh ½! \u{890}==~~\n[ref]:", 20), ("こんに -12한 ! \u{70F}Aдом! No. 5", 60),
    ]

    @Test func inputsComeFromTheirSeedsAlone() {
        let inputs = (0..<200).map { HostileInput(seed: SeededRandom.seed($0, of: 3)) }
        let again = inputs.reversed().map { HostileInput(seed: $0.seed) }
        #expect(inputs.map(\.bytes) == again.reversed().map(\.bytes))
        #expect(Set(inputs.map(\.seed)).count == inputs.count)
    }

    @Test func aFailureIsMadeShort() {
        let bytes = Array("some lamps and [a quay] and boats".utf8)
        let short = Shrinker(bytes) { $0.contains(UInt8(ascii: "[")) && $0.contains(UInt8(ascii: "]")) }
        #expect(short.bytes == Array("[]".utf8))
    }
}

/// Random texts, for what the fuzzer does not look at.
@Suite struct GeneratedTextTests {
    @Test(arguments: [PlainTextFormat(), MarkdownFormat()] as [any TextFormat])
    func longRunsAreAccountedFor(kind: any TextFormat) throws {
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
