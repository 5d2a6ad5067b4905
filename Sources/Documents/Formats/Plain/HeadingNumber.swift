internal import TextKit

/// Reads the number of a heading: `12`, `XIV`, `Twenty-One`, `the First`.
enum HeadingNumber {
    /// The value of a whole word or pair of words without punctuation around it, or nil when it is no number.
    static func value(of text: some StringProtocol) -> Int? {
        if let digits = Int(text), (0...9_999).contains(digits), text.first?.isNumber == true {
            return digits
        }
        return romanValue(of: text) ?? wordValue(of: text.lowercased())
    }

    /// The value of a well-formed Roman numeral in one case, or nil.
    static func romanValue(of text: some StringProtocol) -> Int? {
        guard text.count <= 9, text == text.uppercased() || text == text.lowercased() else { return nil }
        return RomanNumeral.value(text.uppercased())
    }

    /// The value of a number below 10,000 in digits or in Chinese numerals such as `二十三`, or nil.
    static func ideographicValue(of text: some StringProtocol) -> Int? {
        if let digits = Int(text) {
            return digits
        }
        let digits = Array("〇一二三四五六七八九")
        let powers: [Character: Int] = ["十": 10, "百": 100, "千": 1_000]
        var value = 0
        var digit: Int?
        for character in text {
            if let power = powers[character] {
                value += (digit ?? 1) * power
                digit = nil
            } else if let found = digits.firstIndex(of: character == "零" ? "〇" : character == "两" ? "二" : character) {
                digit = found
            } else {
                return nil
            }
        }
        return text.isEmpty ? nil : value + (digit ?? 0)
    }

    private static func wordValue(of text: String) -> Int? {
        let parts = text.split(whereSeparator: { $0 == "-" || $0 == " " }).map(String.init)
        switch parts.count {
        case 1:
            return units[parts[0]] ?? tens[parts[0]]
        case 2:
            guard let ten = tens[parts[0]], let unit = units[parts[1]], unit < 10 else { return nil }
            return ten + unit
        default:
            return nil
        }
    }

    private static let units: [String: Int] = {
        let pairs = (1...19).flatMap { value in
            (EnglishNumber.cardinal(value) + EnglishNumber.ordinal(value)).map { ($0, value) }
        }
        return Dictionary(pairs + [("last", 9_999)], uniquingKeysWith: { first, _ in first })
    }()

    private static let tens: [String: Int] = {
        let pairs = stride(from: 20, through: 90, by: 10).flatMap { value in
            (EnglishNumber.cardinal(value) + EnglishNumber.ordinal(value)).map { ($0, value) }
        }
        return Dictionary(pairs + [("hundred", 100)], uniquingKeysWith: { first, _ in first })
    }()
}
