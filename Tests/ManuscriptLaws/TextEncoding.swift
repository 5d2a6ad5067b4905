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
    static let marked: [TextEncoding] = [.markedUTF8, .markedLittleEndian, .markedBigEndian]

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
