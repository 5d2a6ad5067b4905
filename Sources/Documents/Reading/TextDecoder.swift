internal import Core
internal import TextKit

/// Turns the bytes of a source into text.
///
/// A byte order mark decides; then UTF-16 by its zero bytes, UTF-8 if it is valid, UTF-8 with the bad bytes left out
/// if it is nearly so, and the likeliest of the older encodings for everything else. Guesses are reported.
struct TextDecoder {
    /// What the source is called in errors.
    let name: String

    /// - Throws: `BatchError` `input.notText` for anything that is not text.
    func decode(_ bytes: [UInt8]) throws -> (text: String, diagnostics: [Diagnostic]) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            return try decode8(Array(bytes.dropFirst(3)))
        }
        // The mark of UTF-16, too, when the text begins with a zero.
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]),
            let decoded = try? decode(bytes.dropFirst(4), as: .utf32LittleEndian)
        {
            return decoded
        }
        if bytes.starts(with: [0, 0, 0xFE, 0xFF]),
            let decoded = try? decode(bytes.dropFirst(4), as: .utf32BigEndian)
        {
            return decoded
        }
        if bytes.starts(with: [0xFF, 0xFE]) {
            return try decode(bytes.dropFirst(2), as: .utf16LittleEndian)
        }
        if bytes.starts(with: [0xFE, 0xFF]) {
            return try decode(bytes.dropFirst(2), as: .utf16BigEndian)
        }
        if let format = BinaryFormat(bytes) {
            throw notText("“\(name)” is \(format.description), not text.", remedy: format.remedy)
        }
        if let isBigEndian = Self.utf16ByteOrder(bytes),
            let decoded = try? decode(bytes[...], as: isBigEndian ? .utf16BigEndian : .utf16LittleEndian)
        {
            let order = isBigEndian ? "big-endian" : "little-endian"
            let note = Diagnostic(
                .note,
                code: "text.encodingGuessed",
                message: "Read as UTF-16 (\(order)): there is no byte order mark."
            )
            return (decoded.text, [note] + decoded.diagnostics)
        }
        return try decode8(bytes)
    }

    private func decode8(_ bytes: [UInt8]) throws -> (text: String, diagnostics: [Diagnostic]) {
        guard !Self.isBinary(bytes) else { throw binary }
        if let text = String(validating: bytes, as: UTF8.self) {
            return (text, [])
        }
        let utf8 = ConvertedText(bytes[...], encoding: "UTF-8")
        let line = utf8.firstBadLine
        let multibyteScalars = utf8.text.unicodeScalars.count { !$0.isASCII } - utf8.badSequences
        if multibyteScalars > utf8.badBytes * 4 {
            let warning = Diagnostic(
                .warning,
                code: "text.invalidUTF8",
                message: "\(utf8.badBytes) bytes are not valid UTF-8 and were left out; the first is on line \(line).",
                line: line
            )
            return (utf8.text, [warning])
        }
        let (encoding, converted) = LegacyEncoding.guess(bytes)
        let bad = converted.badBytes
        let losses = bad == 0 ? "" : "; \(bad) bytes are not valid in it and were left out"
        let warning = Diagnostic(
            .warning,
            code: "text.encodingFallback",
            message: "Read as \(encoding.name), because line \(line) is not valid UTF-8\(losses).",
            line: line
        )
        return (converted.text, [warning])
    }

    private func decode(
        _ bytes: ArraySlice<UInt8>,
        as encoding: WideEncoding
    ) throws -> (text: String, diagnostics: [Diagnostic]) {
        let rest = bytes.count % encoding.width
        let converted = ConvertedText(bytes.dropLast(rest), encoding: encoding.rawValue)
        let isText = converted.badSequences * 200 <= converted.unitCount
        guard isText, !Self.isBinary(Array(converted.text.utf8.prefix(1 << 16))) else { throw binary }
        let bad = converted.badSequences + (rest == 0 ? 0 : 1)
        guard bad > 0 else { return (converted.text, []) }
        let line = converted.firstBadLine
        let warning = Diagnostic(
            .warning,
            code: encoding.invalid,
            message:
                "\(bad) characters are not valid \(encoding.family) and were left out; the first is on line \(line).",
            line: line
        )
        return (converted.text, [warning])
    }

    private var binary: BatchError {
        notText("“\(name)” holds binary data, not text.", remedy: "Export it as plain text (UTF-8) and enqueue that.")
    }

    private func notText(_ message: String, remedy: String) -> BatchError {
        BatchError(.inputNotText, message, remedy: remedy)
    }

    /// Whether bytes look like UTF-16 without a mark: text in most scripts has its zero bytes all on one side.
    private static func utf16ByteOrder(_ bytes: [UInt8]) -> Bool? {
        let sample = bytes.prefix(4_096)
        guard sample.count >= 4, sample.count % 2 == 0 else { return nil }
        let pairs = sample.count / 2
        let even = stride(from: 0, to: sample.count, by: 2).count { sample[$0] == 0 }
        let odd = stride(from: 1, to: sample.count, by: 2).count { sample[$0] == 0 }
        if odd * 10 >= pairs * 4, even * 20 <= pairs {
            return false
        }
        if even * 10 >= pairs * 4, odd * 20 <= pairs {
            return true
        }
        return nil
    }

    /// Whether more than one byte in 200 is a control character that no text holds.
    private static func isBinary(_ bytes: [UInt8]) -> Bool {
        let sample = bytes.prefix(1 << 16)
        let controls = sample.count {
            ($0 < 0x20 && !(0x09...0x0D).contains($0) && $0 != 0x1A && $0 != 0x1B) || $0 == 0x7F
        }
        return controls * 200 > sample.count
    }
}

/// Unicode in units of several bytes, by ICU's names.
private enum WideEncoding: String {
    case utf16LittleEndian = "UTF-16LE"
    case utf16BigEndian = "UTF-16BE"
    case utf32LittleEndian = "UTF-32LE"
    case utf32BigEndian = "UTF-32BE"

    /// How many bytes a unit has.
    var width: Int { is16 ? 2 : 4 }

    var family: String { is16 ? "UTF-16" : "UTF-32" }

    /// The code of what is told of bad characters.
    var invalid: String { is16 ? "text.invalidUTF16" : "text.invalidUTF32" }

    private var is16: Bool { self == .utf16LittleEndian || self == .utf16BigEndian }
}
