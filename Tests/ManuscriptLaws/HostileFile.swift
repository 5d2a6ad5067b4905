/// Makes the bytes of files: texts in all encodings, whole or damaged, and what is no text at all.
struct HostileFile {
    private var random: SeededRandom
    private var texts: TextGenerator

    init(random: SeededRandom) {
        self.random = random
        texts = TextGenerator(seed: self.random.next())
    }

    mutating func next() -> [UInt8] {
        switch random.next(10) {
        case 0: noise()
        case 1: damaged(excerpt())
        case 2: damaged(encoded(texts.text()))
        case 3: encoded(texts.text())
        default: Array(texts.text().utf8)
        }
    }

    /// Bytes by chance: all of them, or mostly those of plain English.
    private mutating func noise() -> [UInt8] {
        let spread = random.pick([256, 128, 16])
        return (0..<random.next(600)).map { _ in
            random.next(256) < spread ? UInt8(random.next(256)) : random.pick(Self.letters)
        }
    }

    /// A stretch of a text of `fixtures/`.
    private mutating func excerpt() -> [UInt8] {
        let bytes = random.pick(FixtureTexts.all)
        let start = random.next(bytes.count)
        return Array(bytes[start...].prefix(1 + random.next(2_000)))
    }

    private mutating func encoded(_ text: String) -> [UInt8] {
        TextEncoding.allCases[random.next(TextEncoding.allCases.count)].bytes(of: text)
    }

    /// Changes, drops, doubles and inserts a few bytes.
    private mutating func damaged(_ whole: [UInt8]) -> [UInt8] {
        var bytes = whole
        for _ in 0...random.next(6) where !bytes.isEmpty {
            let place = random.next(bytes.count)
            let end = min(bytes.count, place + 1 + random.next(40))
            switch random.next(6) {
            case 0: bytes[place] ^= 1 << UInt8(random.next(8))
            case 1: bytes[place] = UInt8(random.next(256))
            case 2: bytes.removeSubrange(place..<end)
            case 3: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
            case 4: bytes.insert(contentsOf: random.pick(Self.spoilers), at: place)
            default: bytes.removeLast(random.next(4) % bytes.count)
            }
        }
        return bytes
    }

    private static let letters = Array("etaoin shrdlu .,\n\"ETA1".utf8)

    /// Byte sequences that are not valid UTF-8, or that no text should hold.
    private static let spoilers: [[UInt8]] = [
        [0], [0, 0, 0, 0], [0x80], [0xBF, 0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xE2, 0x80], [0xE0, 0x80, 0xAF],
        [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x9F, 0x91], [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80],
        [0xF5, 0x80, 0x80, 0x80], [0xFE, 0xFF], [0xFF, 0xFE], [0xEF, 0xBB, 0xBF], [0xEF, 0xBF, 0xBE],
        [0x1B, 0x5B, 0x6D],
        [0x93, 0x48, 0x69, 0x94], [0x7F], [0x1A], [0xCC, 0x81], [0xE2, 0x80, 0xAE], [0xC2, 0xAD],
    ]
}
