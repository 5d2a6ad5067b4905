/// Roman numerals, as headings and the names of kings have them.
package enum RomanNumeral {
    /// The number that up to nine capitals stand for, written in the usual way; nil for anything else.
    package static func value(_ text: String) -> Int? {
        guard (1...9).contains(text.utf8.count) else { return nil }
        var values: [Int] = []
        for scalar in text.unicodeScalars {
            guard let value = letters[scalar] else { return nil }
            values.append(value)
        }
        var sum = 0
        for (position, value) in values.enumerated() {
            sum += position + 1 < values.count && value < values[position + 1] ? -value : value
        }
        return sum > 0 && written(sum) == text ? sum : nil
    }

    private static func written(_ number: Int) -> String {
        var rest = number
        var text = ""
        for (value, letters) in steps {
            while rest >= value {
                text += letters
                rest -= value
            }
        }
        return text
    }

    private static let letters: [Unicode.Scalar: Int] = [
        "I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1_000,
    ]

    private static let steps = [
        (1_000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
        (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ]
}
