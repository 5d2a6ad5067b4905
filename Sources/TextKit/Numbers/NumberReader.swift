/// The ways in which a number in digits can be spoken in English.
package struct NumberReader {
    private let token: WrittenToken
    private let plain: String

    package init(_ token: WrittenToken) {
        self.token = token
        plain = token.text.replacing(",", with: "")
    }

    /// The number, and the unit behind it where there is one.
    package var items: [SpokenItem] {
        if token.text.unicodeScalars.first?.isASCIIDigit != true {
            return []
        }
        switch token.suffix {
        case "st" where plain.hasSuffix("1"), "nd", "rd", "th": return [item(cardinals.map(EnglishNumber.ordinal))]
        case "s": return [item(cardinals.map(EnglishNumber.plural))]
        case "": return [item(withCurrency(numbers))]
        default:
            let units = EnglishSigns.units[token.suffix] ?? [[token.suffix]]
            let readings = units + [token.suffix.map(String.init)]
            let (start, middle, end) = (token.place.lowerBound, token.suffixStart, token.place.upperBound)
            return [item(numbers, at: start..<middle), SpokenItem(token.suffix, readings: readings, at: middle..<end)]
        }
    }

    /// The number with a word such as "million" behind it; nil when they make no number.
    package func item(times magnitude: Int, as word: WrittenToken) -> SpokenItem? {
        let name = word.text.lowercased()
        guard token.suffix.isEmpty, let value = Double(plain),
            value * Double(magnitude) <= Double(EnglishNumber.largest)
        else { return nil }
        let product = Int((value * Double(magnitude)).rounded())
        let readings = numbers.map { $0 + [name] } + [EnglishNumber.cardinal(product)] + Self.integers(String(product))
        return SpokenItem(
            "\(token.written) \(word.text)",
            readings: withCurrency(readings),
            at: token.place.lowerBound..<word.place.upperBound
        )
    }

    /// The ways to read a roman numeral: "four", "the fourth".
    package static func readings(ofRoman number: Int) -> [[String]] {
        let ordinal = EnglishNumber.ordinal(number)
        return [EnglishNumber.cardinal(number), ["the"] + ordinal, ordinal]
    }

    private func item(_ readings: [[String]], at place: Range<Int>? = nil) -> SpokenItem {
        SpokenItem(token.written, readings: readings.isEmpty ? [[plain]] : readings, at: place ?? token.place)
    }

    private var cardinals: [[String]] { Self.integers(plain.filter { $0.isNumber }) }

    private var numbers: [[String]] {
        let ways: [(Character, (String, String) -> [[String]])] = [("/", fraction), (":", time), (".", decimal)]
        for (separator, read) in ways
        where plain.contains(separator) {
            let parts = plain.split(separator: separator).map(String.init)
            if parts.count == 2, parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) {
                return read(parts[0], parts[1])
            }
            return [parts.flatMap { Self.integers($0.filter(\.isNumber)).first ?? [] }]
        }
        let integers = Self.integers(plain)
        guard let value = Int(plain), (1...100).contains(value) else { return integers }
        return integers + [EnglishNumber.ordinal(value), ["the"] + EnglishNumber.ordinal(value)]
    }

    private static func integers(_ digits: String) -> [[String]] {
        let spelled = [EnglishNumber.digits(digits), EnglishNumber.digits(digits, zero: "oh")]
        guard let value = Int(digits), value <= EnglishNumber.largest else { return spelled }
        if digits.hasPrefix("0"), digits.utf8.count > 1 {
            return spelled + [EnglishNumber.cardinal(value)]
        }
        var readings = [EnglishNumber.cardinal(value)]
        switch value {
        case 1_100...1_999, 2_010...2_099: readings.insert(EnglishNumber.pairs(value), at: 0)
        case 1_000...9_999: readings.append(EnglishNumber.pairs(value))
        case 101...999: readings += [EnglishNumber.pairs(value), spelled[1]]
        case 1_000_000... where value % 100_000 == 0:
            let millions = value / 1_000_000
            let tenths = value / 100_000 % 10
            readings.append(EnglishNumber.cardinal(millions) + ["point"] + EnglishNumber.cardinal(tenths) + ["million"])
        default: break
        }
        if value >= 10_000 && digits.utf8.count > 4 || value > 99 {
            readings.append(spelled[0])
        }
        return readings
    }

    private func decimal(_ whole: String, _ part: String) -> [[String]] {
        let wholes = Self.integers(whole)
        let digits = EnglishNumber.digits(part)
        var readings = wholes.prefix(2).map { $0 + ["point"] + digits }
        readings += wholes.prefix(1).map { $0 + ["point"] + EnglishNumber.digits(part, zero: "oh") }
        if Int(whole) == 0 {
            readings += [["point"] + digits, ["nought", "point"] + digits]
        }
        if part == "5" {
            readings += wholes.prefix(1).map { $0 + ["and", "a", "half"] }
        }
        return readings + time(whole, part)
    }

    private func time(_ hours: String, _ minutes: String) -> [[String]] {
        let hour = Self.integers(hours).first ?? []
        guard let value = Int(minutes), minutes.utf8.count == 2 else {
            return [hour + (Self.integers(minutes).first ?? [])]
        }
        let minute = EnglishNumber.cardinal(value)
        switch value {
        case 0: return [hour + ["o'clock"], hour, hour + ["hundred"]]
        case 1...9: return [hour + ["oh"] + minute, hour + minute]
        default: return [hour + minute, hour + EnglishNumber.digits(minutes)]
        }
    }

    private func fraction(_ upper: String, _ lower: String) -> [[String]] {
        let above = Self.integers(upper).first ?? []
        let below = Self.integers(lower).first ?? []
        let parts = EnglishNumber.ordinal(below)
        var readings = [above + (upper == "1" ? parts : EnglishNumber.plural(parts))]
        switch lower {
        case "2": readings = [["and", "a", "half"], ["one", "half"], ["a", "half"], ["half"]] + readings
        case "4":
            let quarters = upper == "1" ? "quarter" : "quarters"
            readings = [["and"] + above + [quarters], above + [quarters], ["a", quarters]] + readings
        default: break
        }
        return readings + [above + below, above + ["over"] + below, above + ["slash"] + below]
    }

    private func withCurrency(_ readings: [[String]]) -> [[String]] {
        guard let currency = token.currency, let names = EnglishSigns.currencies[currency] else { return readings }
        let parts = plain.split(separator: ".")
        if parts.count == 2, parts[1].utf8.count == 2, let whole = Int(parts[0]), let hundredths = Int(parts[1]) {
            let wholes = EnglishNumber.cardinal(whole)
            let rest = EnglishNumber.cardinal(hundredths)
            let name = whole == 1 ? names.one : names.many
            return [
                wholes + [name] + rest, wholes + [name, "and"] + rest + [names.hundredths],
                wholes + [name] + rest + [names.hundredths],
            ] + readings.map { $0 + [names.many] } + readings
        }
        return readings.map { $0 + [plain == "1" ? names.one : names.many] } + readings
    }
}
