internal import ManuscriptLaws

/// A few pieces over and over, as often as wanted; in every second text they are numbered.
struct GrowingText {
    /// What once took more time than its length explains, or comes near to it.
    static let known = [
        "CHAPTER I\nCHAPTER II\nCHAPTER III\n", "1. Lamp\n2. Lamp\n3. Lamp\n", "[a](b)<!--c-->", "[a](b ", "<a ", "[](",
        "`a``b ",
        "I.\n\n", "[Illustration ", "CONTENTS\n\nOne\nTwo\n\n", "a\u{301}\u{323}", "a. ", "J. ",
    ].map { GrowingText(unit: $0) }

    let unit: String
    private let isNumbered: Bool

    private init(unit: String) {
        self.unit = unit
        isNumbered = false
    }

    init(seed: UInt64) {
        var texts = TextGenerator(seed: seed)
        unit = (0...seed % 4).map { _ in texts.piece() }.joined()
        isNumbered = seed / 4 % 2 == 0
    }

    func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var number = 0
        while bytes.count < count {
            number += 1
            bytes += (isNumbered ? "\(unit)\(number)" : unit).utf8
            if unit.isEmpty { bytes.append(0x20) }
        }
        return bytes
    }
}
