internal import CICU
internal import Synchronization

/// Numbers as English words, as ICU spells them.
package enum EnglishNumber {
    package static let magnitudes: [String: Int] = Dictionary(
        [100, 1_000, 1_000_000, 1_000_000_000, 1_000_000_000_000].map { (cardinal($0).last ?? "", $0) },
        uniquingKeysWith: { first, _ in first }
    )

    /// Above this a number is read digit by digit.
    package static let largest = 999_999_999_999_999

    package static func isHundredOrMore(_ word: String) -> Bool { magnitudes[word] != nil }

    /// Every word of a cardinal number.
    package static let words = Set(parts.flatMap(cardinal))

    package static func cardinal(_ number: Int) -> [String] { NumberSpeller.cardinal.words(for: max(0, number)) }

    package static func ordinal(_ number: Int) -> [String] { NumberSpeller.ordinal.words(for: max(0, number)) }

    /// The same with its last word as an ordinal.
    package static func ordinal(_ cardinal: [String]) -> [String] {
        guard let last = cardinal.last else { return [] }
        return cardinal.dropLast() + [ordinals[last] ?? last + "th"]
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
        case 1...9: return cardinal(first) + ["oh"] + cardinal(second)
        default: return cardinal(first) + cardinal(second)
        }
    }

    package static func digits(_ text: some StringProtocol, zero: String = "zero") -> [String] {
        text.utf8.compactMap { digit in
            (0x30...0x39).contains(digit) ? (digit == 0x30 ? zero : digitWords[Int(digit) - 0x30]) : nil
        }
    }

    private static let digitWords = (0...9).map { cardinal($0)[0] }

    /// Numbers in which every word of a number stands last.
    private static let parts =
        Array(0...19) + stride(from: 20, through: 90, by: 10) + [
            100, 1_000, 1_000_000, 1_000_000_000, 1_000_000_000_000,
        ]

    private static let ordinals: [String: String] = Dictionary(
        parts.map { (cardinal($0).last ?? "", ordinal($0).last ?? "") },
        uniquingKeysWith: { first, _ in first }
    )
}

/// Spells numbers in English, one after another.
private final class NumberSpeller: Sendable {
    static let cardinal = NumberSpeller(isOrdinal: false)
    static let ordinal = NumberSpeller(isOrdinal: true)

    /// ICU's formatters must not be used by two threads at once.
    private let speller: Mutex<OpaquePointer?>

    private init(isOrdinal: Bool) {
        speller = Mutex(cicu_speller_open("en", isOrdinal))
    }

    /// The words of a number; its digits should ICU refuse it.
    func words(for number: Int) -> [String] {
        let text = speller.withLock { speller -> String? in
            guard let speller else { return nil }
            return withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 512) { units in
                guard let base = units.baseAddress else { return nil }
                let count = cicu_speller_spell(speller, Int64(number), base, Int32(units.count))
                return count < 0 ? nil : String(decoding: units[..<Int(count)], as: UTF16.self)
            }
        }
        return text?.split { $0 == " " || $0 == "-" }.map(String.init) ?? [String(number)]
    }
}
