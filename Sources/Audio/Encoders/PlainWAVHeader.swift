/// Makes the header of a WAV below 4 GiB the plain one that every reader takes.
///
/// RF64 that libsndfile turns back into WAV keeps the extensible format tag, which old readers (Python's `wave` before 3.12)
/// refuse. The room of what goes becomes a `JUNK` chunk, so the sound stays where it is.
enum PlainWAVHeader {
    /// Bytes read of a file to find its header in: tags are the only part of it without a fixed length.
    static let searched = 1 << 16

    /// The plain header for one that libsndfile wrote.
    ///
    /// - Parameter bytes: The start of the file, with all that is before the sound.
    /// - Returns: As many bytes as were before the sound, or nil for RF64 and what is not understood.
    static func plain(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count > 12, name(bytes, 0) == "RIFF", name(bytes, 8) == "WAVE" else { return nil }
        var kept: [UInt8] = []
        var format: [UInt8]?
        var offset = 12
        while offset + 8 <= bytes.count {
            let id = name(bytes, offset)
            if id == "data" { break }
            let size = length(bytes, offset + 4)
            let end = offset + 8 + size + size % 2
            guard end <= bytes.count else { return nil }
            if id == "fmt " {
                guard size >= 16 else { return nil }
                format = [UInt8](bytes[offset + 8..<offset + 24])
            } else if id != "JUNK", id != "fact" {
                kept += bytes[offset..<end]
            }
            offset = end
        }
        guard var format, offset + 8 <= bytes.count else { return nil }
        format.replaceSubrange(..<2, with: [1, 0])
        let header = [UInt8](bytes[..<12]) + chunk("fmt ", format) + kept
        let spare = offset - header.count - 8
        guard spare >= 0 else { return nil }
        return header + chunk("JUNK", [UInt8](repeating: 0, count: spare))
    }

    private static func name(_ bytes: [UInt8], _ offset: Int) -> String {
        String(decoding: bytes[offset..<offset + 4], as: UTF8.self)
    }

    private static func length(_ bytes: [UInt8], _ offset: Int) -> Int {
        bytes[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let size = (0..<4).map { UInt8(truncatingIfNeeded: content.count >> ($0 * 8)) }
        return [UInt8](name.utf8) + size + content
    }
}
