internal import Foundation
internal import Manuscripts
internal import TestSupport

/// One input of the fuzzer: a file as it might lie on a disk, and how it is planned.
package struct HostileInput: Sendable {
    /// What makes this input again.
    package let seed: UInt64
    /// Ends in `.txt` or `.md`.
    package let name: String
    package var bytes: [UInt8]
    package let maxCharacters: Int
    package let language: String?

    /// Makes the input of a seed.
    package init(seed: UInt64) {
        self.seed = seed
        var random = SeededRandom(seed: seed)
        name = random.oneIn(2) ? "book.md" : "book.txt"
        maxCharacters = random.pick([20, 60, SegmentPlanner.defaultMaxCharacters])
        language = random.pick(Self.languages)
        var files = HostileFile(random: SeededRandom(seed: random.next()))
        bytes = files.next()
    }

    /// Takes bytes that come from elsewhere.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - name: Its name.
    ///   - maxCharacters: The longest segment.
    ///   - question: Which of the laws that take a second plan is looked at, from 0 to 2.
    package init(
        bytes: [UInt8],
        name: String = "book.txt",
        maxCharacters: Int = SegmentPlanner.defaultMaxCharacters,
        question: UInt64 = 0
    ) {
        seed = question
        self.name = name
        self.bytes = bytes
        self.maxCharacters = maxCharacters
        language = nil
    }

    /// Tags, unknown ones and nonsense; most texts name none.
    private static let languages: [String?] = [
        nil, nil, nil, nil, "en", "de-DE", "zh", "ja", "ar", "he", "th", "tlh", "", "-", "en@ss=none",
        String(repeating: "x", count: 300),
    ]
}

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

/// The texts of `fixtures/`, as bytes.
enum FixtureTexts {
    static let all: [[UInt8]] = ["the-lamplighter.txt", "field-notes.md", "lines/guard-01.txt"].map { name in
        // Without them the fuzzer would quietly make other inputs of the same seeds.
        guard let data = try? Data(contentsOf: Repository.fixture(name)) else { fatalError("no fixture \(name)") }
        return [UInt8](data)
    }
}

/// The ways in which texts are stored.
enum TextEncoding: CaseIterable {
    case markedUTF8
    case littleEndian
    case markedLittleEndian
    case bigEndian
    case markedBigEndian
    case latin
    case utf32

    /// Those that say what they are, so that nothing has to be guessed.
    static let marked: [TextEncoding] = [.markedUTF8, .markedLittleEndian, .markedBigEndian, .utf32]

    /// The text in this encoding; Latin-1 drops what it has no byte for.
    func bytes(of text: String) -> [UInt8] {
        switch self {
        case .markedUTF8: [0xEF, 0xBB, 0xBF] + text.utf8
        case .littleEndian: text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        case .markedLittleEndian: [0xFF, 0xFE] + TextEncoding.littleEndian.bytes(of: text)
        case .bigEndian: text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        case .markedBigEndian: [0xFE, 0xFF] + TextEncoding.bigEndian.bytes(of: text)
        case .latin: text.unicodeScalars.compactMap { UInt8(exactly: $0.value) }
        case .utf32: [0xFF, 0xFE, 0, 0] + text.unicodeScalars.flatMap { Self.bytes(of: $0.value) }
        }
    }

    private static func bytes(of value: UInt32) -> [UInt8] {
        [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
