internal import Core

/// An ID3v2.3 tag in UTF-16, for MP3: libsndfile hands UTF-8 to LAME as Latin-1, which garbles every accent.
///
/// Layout after id3.org "ID3 tag version 2.3.0" and its "Chapter Frame Addendum" 1.0.
enum ID3Tag {
    /// A chapter as the tag needs it.
    struct Chapter {
        let title: String?
        /// Milliseconds from the start of the file.
        let start: Int
        let end: Int
    }

    /// Bytes kept free in a book's tag for its chapters, which are known only at its end: enough for the 255
    /// that a table of contents can count, with long titles.
    static let chapterRoom = 1 << 16

    private static let headerLength = 10

    /// The tag with its texts only.
    ///
    /// - Parameters:
    ///   - tags: The texts.
    ///   - room: Bytes of padding for what comes later.
    /// - Returns: The bytes that go in front of the sound.
    static func bytes(_ tags: AudioTags, room: Int) -> [UInt8] {
        let frames = textFrames(tags)
        return header(frames.count + room) + frames + [UInt8](repeating: 0, count: room)
    }

    /// The tag with chapters in exactly `length` bytes, or nil when they do not fit.
    static func bytes(_ tags: AudioTags, chapters: [Chapter], length: Int) -> [UInt8]? {
        let frames = textFrames(tags) + contents(chapters.count) + chapters.enumerated().flatMap(chapterFrame)
        let padding = length - headerLength - frames.count
        // One byte counts the entries of a table of contents.
        guard padding >= 0, chapters.count <= UInt8.max else { return nil }
        return header(length - headerLength) + frames + [UInt8](repeating: 0, count: padding)
    }

    private static func textFrames(_ tags: AudioTags) -> [UInt8] {
        let texts = [
            ("TIT2", tags.title), ("TPE1", tags.author), ("TALB", tags.album), ("TRCK", tags.track.map(String.init)),
            ("TCON", tags.genre),
        ]
        var frames = texts.flatMap { id, text in AudioTags.cleaned(text).map { frame(id, encoded($0)) } ?? [] }
        if let comment = AudioTags.cleaned(tags.comment) {
            // Language unknown, an empty description, the text.
            frames += frame("COMM", [1] + Array("XXX".utf8) + [0xFF, 0xFE, 0, 0] + encoded(comment).dropFirst())
        }
        return frames
    }

    /// The table of contents: top level, ordered.
    private static func contents(_ count: Int) -> [UInt8] {
        let entries = (0..<count).flatMap { element($0) }
        return frame("CTOC", Array("toc\0".utf8) + [0b11, UInt8(truncatingIfNeeded: count)] + entries)
    }

    private static func chapterFrame(_ index: Int, _ chapter: Chapter) -> [UInt8] {
        let times = bigEndian(chapter.start) + bigEndian(chapter.end)
        // Byte offsets of all ones say that the times count.
        let offsets = [UInt8](repeating: 0xFF, count: 8)
        let title = AudioTags.cleaned(chapter.title).map { frame("TIT2", encoded($0)) } ?? []
        return frame("CHAP", element(index) + times + offsets + title)
    }

    private static func element(_ index: Int) -> [UInt8] { Array("ch\(index)\0".utf8) }

    private static func frame(_ id: String, _ content: [UInt8]) -> [UInt8] {
        Array(id.utf8) + bigEndian(content.count) + [0, 0] + content
    }

    /// A text with its encoding: UTF-16 with a byte order mark.
    private static func encoded(_ text: String) -> [UInt8] {
        [1, 0xFF, 0xFE] + text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    }

    /// The header; its size has seven bits a byte.
    private static func header(_ size: Int) -> [UInt8] {
        Array("ID3".utf8) + [3, 0, 0] + [21, 14, 7, 0].map { UInt8(truncatingIfNeeded: size >> $0 & 0x7F) }
    }

    private static func bigEndian(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
