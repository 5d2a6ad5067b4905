import Testing
import TextKit

@Suite("Roman numerals")
struct RomanNumeralTests {
    @Test(arguments: [
        ("I", 1), ("IV", 4), ("XIV", 14), ("XL", 40), ("XCIX", 99), ("CD", 400), ("MCMXCIX", 1_999), ("MMXXVI", 2_026),
    ])
    func areReadAsTheyAreUsuallyWritten(_ text: String, _ value: Int) {
        #expect(RomanNumeral.value(text) == value)
    }

    @Test(arguments: ["", "IIII", "VX", "IC", "iv", "MIX up", "A", "MMMMMMMMMM"])
    func nothingElseIsOne(_ text: String) {
        #expect(RomanNumeral.value(text) == nil)
    }
}
