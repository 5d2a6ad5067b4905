/// Numbers as English words.
package enum EnglishNumber {
    package static let magnitudes: [String: Int] = [
        "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000,
        "trillion": 1_000_000_000_000,
    ]

    /// Above this a number is read digit by digit.
    package static let largest = 999_999_999_999_999

    package static func isHundredOrMore(_ word: String) -> Bool { magnitudes[word] != nil }

    /// Every word of a cardinal number.
    package static let words = Set(ones + tens.dropFirst(2)).union(magnitudes.keys)

    package static func cardinal(_ number: Int) -> [String] {
        guard number >= 20 else { return [ones[max(0, number)]] }
        guard number >= 100 else { return [tens[number / 10]] + rest(number % 10) }
        guard number >= 1_000 else { return [ones[number / 100], "hundred"] + rest(number % 100) }
        for (name, value) in [("trillion", 1_000_000_000_000), ("billion", 1_000_000_000), ("million", 1_000_000)]
        where number >= value {
            return cardinal(number / value) + [name] + rest(number % value)
        }
        return cardinal(number / 1_000) + ["thousand"] + rest(number % 1_000)
    }

    package static func ordinal(_ number: Int) -> [String] { ordinal(cardinal(number)) }

    /// The same with its last word as an ordinal.
    package static func ordinal(_ cardinal: [String]) -> [String] {
        guard let last = cardinal.last else { return [] }
        let word =
            irregular[last] ?? (last.hasSuffix("y") ? last.dropLast() + "ieth" : last + "th")
        return cardinal.dropLast() + [word]
    }

    /// The same with its last word as a plural, such as "nineteen twenties".
    package static func plural(_ cardinal: [String]) -> [String] {
        guard let last = cardinal.last else { return [] }
        let word = last.hasSuffix("y") ? last.dropLast() + "ies" : last.hasSuffix("x") ? last + "es" : last + "s"
        return cardinal.dropLast() + [word]
    }

    /// Two halves of two digits, as years have them.
    package static func pairs(_ number: Int) -> [String] {
        let (first, second) = (number / 100, number % 100)
        switch second {
        case 0: return cardinal(first) + ["hundred"]
        case 1...9: return cardinal(first) + ["oh", ones[second]]
        default: return cardinal(first) + cardinal(second)
        }
    }

    package static func digits(_ text: some StringProtocol, zero: String = "zero") -> [String] {
        text.utf8.compactMap { digit in
            (0x30...0x39).contains(digit) ? (digit == 0x30 ? zero : ones[Int(digit) - 0x30]) : nil
        }
    }

    private static func rest(_ number: Int) -> [String] { number == 0 ? [] : cardinal(number) }

    private static let ones = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ]

    private static let tens = [
        "", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ]

    private static let irregular = [
        "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
        "twelve": "twelfth",
    ]
}
