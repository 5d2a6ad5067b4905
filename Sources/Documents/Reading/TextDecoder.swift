internal import Core

/// Turns the bytes of a source into text.
///
/// A byte order mark decides; then UTF-16 by its zero bytes, UTF-8 if it is valid, UTF-8 with the bad bytes left out
/// if it is nearly so, and Windows-1252 (which holds Latin-1) for everything else. Guesses are reported.
struct TextDecoder {
    /// What the source is called in errors.
    let name: String

    /// - Throws: `BatchError` `input.notText` for anything that is not text.
    func decode(_ bytes: [UInt8]) throws -> (text: String, diagnostics: [Diagnostic]) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            return try decode8(Array(bytes.dropFirst(3)))
        }
        if bytes.starts(with: [0xFF, 0xFE]) {
            return try decode16(bytes.dropFirst(2), isBigEndian: false)
        }
        if bytes.starts(with: [0xFE, 0xFF]) {
            return try decode16(bytes.dropFirst(2), isBigEndian: true)
        }
        if let format = BinaryFormat(bytes) {
            throw notText("“\(name)” is \(format.description), not text.", remedy: format.remedy)
        }
        if let isBigEndian = Self.utf16ByteOrder(bytes),
            let decoded = try? decode16(bytes[...], isBigEndian: isBigEndian)
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
        let check = UTF8Check(bytes)
        let line = 1 + bytes[..<check.firstBad].count { $0 == 0x0A }
        if check.multibyteScalars > check.badBytes * 4 {
            let warning = Diagnostic(
                .warning,
                code: "text.invalidUTF8",
                message: "\(check.badBytes) bytes are not valid UTF-8 and were left out; the first is on line \(line).",
                line: line
            )
            return (String(decoding: bytes, as: UTF8.self), [warning])
        }
        let warning = Diagnostic(
            .warning,
            code: "text.encodingFallback",
            message: "Read as Windows-1252 (Latin-1), because line \(line) is not valid UTF-8.",
            line: line
        )
        return (Windows1252.decode(bytes), [warning])
    }

    private func decode16(
        _ bytes: ArraySlice<UInt8>,
        isBigEndian: Bool
    ) throws -> (text: String, diagnostics: [Diagnostic]) {
        let high = isBigEndian ? 0 : 1
        let units = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map { index in
            UInt16(bytes[index + high]) << 8 | UInt16(bytes[index + 1 - high])
        }
        let check = UTF16Check(units)
        let text = String(decoding: units, as: UTF16.self)
        guard check.badUnits * 200 <= units.count, !Self.isBinary(Array(text.utf8.prefix(1 << 16))) else {
            throw binary
        }
        guard check.badUnits > 0 || bytes.count % 2 == 1 else { return (text, []) }
        let line = 1 + units[..<check.firstBad].count { $0 == 0x0A }
        let warning = Diagnostic(
            .warning,
            code: "text.invalidUTF16",
            message:
                "\(check.badUnits + bytes.count % 2) characters are not valid UTF-16 and were left out; the first is on "
                + "line \(line).",
            line: line
        )
        return (text, [warning])
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

/// What is right and wrong with bytes that are not valid UTF-8 as a whole.
struct UTF8Check {
    /// The offset of the first bad byte.
    private(set) var firstBad: Int
    private(set) var badBytes = 0
    /// How many scalars of two bytes and more are valid.
    private(set) var multibyteScalars = 0

    init(_ bytes: [UInt8]) {
        firstBad = bytes.count
        var index = 0
        while index < bytes.count {
            guard bytes[index] >= 0x80 else {
                index += 1
                continue
            }
            let length = Self.length(of: bytes[index...].prefix(4))
            if length == 0 {
                firstBad = min(firstBad, index)
                badBytes += 1
                index += 1
            } else {
                multibyteScalars += 1
                index += length
            }
        }
    }

    /// The length of the valid scalar at the start of `bytes`, or 0.
    private static func length(of bytes: ArraySlice<UInt8>) -> Int {
        let first = bytes[bytes.startIndex]
        let length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0
        guard length > 0, bytes.count >= length else { return 0 }
        return String(validating: bytes.prefix(length), as: UTF8.self) == nil ? 0 : length
    }
}

/// What is wrong with UTF-16: halves of characters without the other half.
struct UTF16Check {
    /// The offset of the first bad unit, or the end.
    private(set) var firstBad: Int
    private(set) var badUnits = 0

    init(_ units: [UInt16]) {
        firstBad = units.count
        var index = 0
        while index < units.count {
            if UTF16.isLeadSurrogate(units[index]), index + 1 < units.count, UTF16.isTrailSurrogate(units[index + 1]) {
                index += 2
                continue
            }
            if UTF16.isSurrogate(units[index]) {
                firstBad = min(firstBad, index)
                badUnits += 1
            }
            index += 1
        }
    }
}

/// The Windows-1252 encoding: Latin-1 with typographic marks in place of its second row of controls.
enum Windows1252 {
    static func decode(_ bytes: [UInt8]) -> String {
        var scalars = String.UnicodeScalarView()
        scalars.reserveCapacity(bytes.count)
        for byte in bytes {
            scalars.append((0x80...0x9F).contains(byte) ? marks[Int(byte) - 0x80] : Unicode.Scalar(byte))
        }
        return String(scalars)
    }

    /// The bytes 0x80 to 0x9F; the five that the encoding leaves open stay controls.
    private static let marks: [Unicode.Scalar] = [
        "€", "\u{81}", "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", "\u{8D}", "Ž", "\u{8F}",
        "\u{90}", "‘", "’", "“", "”", "•", "–", "—", "˜", "™", "š", "›", "œ", "\u{9D}", "ž", "Ÿ",
    ]
}
