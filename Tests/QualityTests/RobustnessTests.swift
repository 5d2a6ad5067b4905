import Core
import Quality
import Testing
import TextKit

@Suite struct RobustnessTests {
    /// The same numbers every time (SplitMix64).
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var number = state
            number = (number ^ (number >> 30)) &* 0xBF58_476D_1CE4_E5B9
            number = (number ^ (number >> 27)) &* 0x94D0_49BB_1331_11EB
            return number ^ (number >> 31)
        }
    }

    private static let pieces = [
        "a", "the", "lamp", "1", "0", "9,999", "12:30", "1/2", "½", "²", "№", "$", "£", "%", "'", "’", ".", ",", "-",
        "—", " ",
        "\n", "(", ")", "[", "]", "*", "XIV", "IV", "St.", "No.", "th", "km", "million", "and", "hundred", "é",
        "e\u{301}",
        "ß", "ﬁ", "灯", "か", "ガ", "한", "ع", "٣", "हिन्दी", "👩‍👩‍👧", "\u{200D}", "\u{FEFF}", "\u{0}", "\u{301}", "Ⅷ", "㍿", "𝟙",
        "99999999999999999999", "1.2.3.4", "1//2", "::", "o'", "'s", "n't", "\u{1F1E9}\u{1F1EA}",
    ]

    @Test(arguments: 0..<12)
    func survivesAnything(_ seed: Int) {
        var numbers = Numbers(state: UInt64(seed))
        for _ in 0..<15 {
            let text = anything(&numbers)
            let heard = anything(&numbers)
            for language in ["en", "de", nil] {
                let forth = Pair(text, heard).compared(language: language)
                #expect(forth.wordErrorRate.isFinite && forth.wordErrorRate >= 0)
                #expect(forth.text == heard)
                #expect(Pair(text, text).compared(language: language).wordErrorRate == 0)
                _ = TranscriptJudge().findings(forth, text: text)
            }
        }
    }

    private func anything(_ numbers: inout Numbers) -> String {
        (0..<Int.random(in: 0...30, using: &numbers)).map { _ in
            if Int.random(in: 0..<4, using: &numbers) > 0 {
                return Self.pieces.randomElement(using: &numbers) ?? ""
            }
            let value = UInt32.random(in: 0...0x2FFFF, using: &numbers)
            return Unicode.Scalar(value).map { String($0) } ?? " "
        }.joined(separator: Bool.random(using: &numbers) ? " " : "")
    }

    /// The alignment goes through both texts from front to back, between characters, and leaves out no word.
    @Test(arguments: 0..<12)
    func placesEveryWord(_ seed: Int) {
        var numbers = Numbers(state: UInt64(1_000 + seed))
        for _ in 0..<30 {
            let text = anything(&numbers)
            let heard =
                Bool.random(using: &numbers) ? anything(&numbers) : String(text.dropFirst(3)) + anything(&numbers)
            for language in ["en", "de"] {
                let alignment = Pair(text, heard).compared(language: language).alignment ?? []
                expectInOrder(alignment.map(\.text), in: text)
                expectInOrder(alignment.map(\.heard), in: heard)
                let spoken = alignment.filter { $0.relation != .added }.map(\.text)
                for item in WordScanner(isEnglish: language == "en").items(of: text) {
                    let place = item.place
                    #expect(spoken.contains { $0.lowerBound <= place.lowerBound && place.upperBound <= $0.upperBound })
                }
                for (piece, next) in zip(alignment, alignment.dropFirst()) {
                    #expect(piece.relation != next.relation)
                }
                for piece in alignment {
                    #expect(!(piece.text.isEmpty && piece.heard.isEmpty))
                    #expect(piece.relation != .added || piece.text.isEmpty)
                    #expect(piece.relation != .missing || piece.heard.isEmpty)
                }
            }
        }
    }

    private func expectInOrder(_ ranges: [Range<Int>], in text: String) {
        var boundaries: Set<Int> = [0]
        var offset = 0
        for character in text {
            offset += character.utf8.count
            boundaries.insert(offset)
        }
        var end = 0
        for range in ranges {
            #expect(range.lowerBound >= end)
            #expect(boundaries.contains(range.lowerBound) && boundaries.contains(range.upperBound))
            end = range.upperBound
        }
    }

    /// What is missing one way is added the other way.
    @Test(arguments: Samples.texts)
    func isTheSameBackwards(_ text: String) {
        let words = text.split(separator: " ")
        for start in 0..<7 {
            let fewer = words.enumerated().filter { $0.offset % 7 != start }.map(\.element).joined(separator: " ")
            let forth = Pair(text, fewer).compared()
            let back = Pair(fewer, text).compared()
            #expect(forth.missing.count == back.added.count)
            #expect(forth.added.count == back.missing.count)
        }
        for other in Samples.texts {
            let isSame = Pair(text, other).compared().wordErrorRate == 0
            #expect(isSame == (Pair(other, text).compared().wordErrorRate == 0))
            #expect(isSame == (text == other))
        }
    }

    /// A recogniser that goes round in circles writes far more than was said.
    @Test func bearsLongTexts() {
        let text = Samples.texts.joined(separator: " ")
        #expect(Pair(text, text).compared().wordErrorRate == 0)
        let circles = Pair(text, Array(repeating: "and so on", count: 200).joined(separator: " ")).compared()
        #expect(circles.wordErrorRate > 1)
        let unbroken = String(repeating: "x", count: 5_000)
        #expect(Pair(unbroken, unbroken + "y").compared().wordErrorRate == 1)
    }
}
