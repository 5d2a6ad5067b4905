import Testing
import TextKit

@Suite struct EnglishNumberTests {
    @Test(arguments: [
        (0, "zero"), (13, "thirteen"), (20, "twenty"), (41, "forty one"), (100, "one hundred"),
        (312, "three hundred twelve"), (1_000, "one thousand"), (12_450, "twelve thousand four hundred fifty"),
        (1_000_001, "one million one"), (2_000_000_000, "two billion"),
        (
            999_999_999_999_999,
            "nine hundred ninety nine trillion nine hundred ninety nine billion nine hundred ninety nine million "
                + "nine hundred ninety nine thousand nine hundred ninety nine"
        ),
    ])
    func spellsCardinals(number: Int, words: String) {
        #expect(EnglishNumber.cardinal(number).joined(separator: " ") == words)
    }

    @Test(arguments: [
        (1, "first"), (2, "second"), (3, "third"), (8, "eighth"), (12, "twelfth"), (20, "twentieth"),
        (41, "forty first"), (100, "one hundredth"), (1_000_000, "one millionth"),
    ])
    func spellsOrdinals(number: Int, words: String) {
        #expect(EnglishNumber.ordinal(number).joined(separator: " ") == words)
        #expect(EnglishNumber.ordinal(EnglishNumber.cardinal(number)).joined(separator: " ") == words)
    }

    @Test func readsYearsInHalves() {
        #expect(EnglishNumber.pairs(1905) == ["nineteen", "oh", "five"])
        #expect(EnglishNumber.ordinal(EnglishNumber.pairs(1905)).last == "fifth")
        #expect(EnglishNumber.plural(EnglishNumber.pairs(1920)) == ["nineteen", "twenties"])
        #expect(EnglishNumber.pairs(1900) == ["nineteen", "hundred"])
    }

    @Test func knowsItsWords() {
        #expect(EnglishNumber.words.isSuperset(of: ["zero", "nineteen", "twenty", "ninety", "hundred", "trillion"]))
        #expect(EnglishNumber.magnitudes["billion"] == 1_000_000_000)
        #expect(EnglishNumber.digits("1905") == ["one", "nine", "zero", "five"])
    }
}
