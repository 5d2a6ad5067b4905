import Core
import Documents
import Foundation
import ManuscriptLaws
@testable import Manuscripts
import Testing

@Suite struct SegmentPlannerTests {
    private static let sentence = "The lamp burned on the quay all night long."  // 43 characters

    private func paragraph(_ sentences: Int) -> String {
        Array(repeating: Self.sentence, count: sentences).joined(separator: " ")
    }

    @Test func packsWholeSentencesEvenly() throws {
        let book = try Book(paragraph(8), maxCharacters: 320)
        #expect(book.texts.map(\.count) == [175, 175])
        #expect(book.segments.map(\.boundary) == [.sentence, .chapter])
    }

    @Test func neverCrossesAParagraph() throws {
        let book = try Book("One lamp.\n\nTwo lamps.")
        #expect(book.texts == ["One lamp.", "Two lamps."])
        #expect(book.segments.map(\.boundary) == [.paragraph, .chapter])
    }

    @Test func cutsLongSentencesAtClauses() throws {
        let text =
            "The lamp burned on the quay all night long, as it always had; and nobody came to see it, though many knew."
        let book = try Book(text, maxCharacters: 70)
        #expect(
            book.texts == [
                "The lamp burned on the quay all night long, as it always had;",
                "and nobody came to see it, though many knew.",
            ]
        )
        #expect(book.segments.map(\.boundary) == [.clause, .chapter])
    }

    @Test func cutsBetweenWordsWhereThereAreNoClauses() throws {
        let text = Array(repeating: "lamp", count: 60).joined(separator: " ")
        let book = try Book(text, maxCharacters: 100)
        #expect(book.texts.joined(separator: " ") == text)
        #expect(book.texts.allSatisfy { (80...100).contains($0.count) })
    }

    @Test(arguments: ["lamp", "é", "e\u{301}", "👩‍🚀a", "界", "한", "नि"]) func cutsRunsBetweenCharacters(unit: String) throws
    {
        let text = String(repeating: unit, count: 200)
        let book = try Book(text, maxCharacters: 60)
        #expect(book.texts.joined() == text.precomposedStringWithCanonicalMapping)
        // Joined without a space, the parts have as many characters as the whole: none was cut in two.
        #expect(book.texts.map(\.count).reduce(0, +) == text.count)
    }

    @Test func aMonstrousCharacterIsCutToo() throws {
        let text = "a" + String(repeating: "\u{301}\u{323}", count: 500)
        #expect(try Book(text, maxCharacters: 50).texts.allSatisfy { $0.unicodeScalars.count <= 50 })
    }

    @Test func ideographsCountThree() throws {
        let book = try Book(String(repeating: "灯火在码头上彻夜燃烧。", count: 20), language: "zh")
        #expect(book.texts.allSatisfy { $0.count <= SegmentPlanner.defaultMaxCharacters / 3 })
    }

    @Test func marksTheBoundaries() throws {
        let text = "CHAPTER I\n\n\(paragraph(10))\n\nOne lamp.\n\n* * *\n\nTwo lamps.\n\nCHAPTER II\n\nNone."
        let book = try Book(text, maxCharacters: 320)
        #expect(
            book.segments.map(\.boundary) == [
                .heading, .sentence, .paragraph, .sceneBreak, .chapter, .heading, .chapter,
            ]
        )
    }

    @Test func endsTheLastChapterWithAHeadingToo() throws {
        #expect(
            try Book("CHAPTER I\n\nA lamp.\n\nCHAPTER II").segments.map(\.boundary) == [.heading, .chapter, .chapter]
        )
    }

    @Test func aTinyLimitIsRaised() throws {
        #expect(try Book(paragraph(1), maxCharacters: 1).texts.allSatisfy { $0.count <= 20 })
    }
}

@Suite struct SpeechEstimateTests {
    @Test func followsLengthSpeedAndScript() {
        let text = String(repeating: "lamp ", count: 30)
        #expect(SpeechEstimate().seconds(of: text) == 10)
        #expect(SpeechEstimate(speed: 2).seconds(of: text) == 5)
        #expect(SpeechEstimate().seconds(of: String(repeating: "灯", count: 45)) == 10)
    }

    @Test func countsPauses() throws {
        let book = try Book("CHAPTER I\n\nA lamp.\n\nCHAPTER II\n\nAnother.")
        let pauses = PauseLengths(heading: 1, chapter: 2)
        let speech = book.texts.reduce(0) { $0 + SpeechEstimate().seconds(of: $1) }
        #expect(abs(SpeechEstimate(pauses: pauses).seconds(of: book.chapters) - speech - 6) < 0.001)
    }
}
