internal import Core
internal import CSndfile
internal import Foundation

/// One finished sound file in the making: 16-bit mono samples in, the chosen format out, under a hidden name until committed.
final class EncodedFile {
    /// Samples handed to the encoder so far.
    private(set) var samples = 0
    var target: URL { partial.target }
    private let format: AudioFormat
    private let tags: AudioTags
    private let partial: PartialFile
    private var handle: SoundHandle
    /// What samples are multiplied by for an encoder that turns them down; nil where it takes them as they are.
    private let makeUp: Float?
    /// The length of the ID3 tag in front, in bytes; 0 in formats that have none.
    private var tagLength = 0

    /// Opens an encoder on a hidden file beside `target`.
    ///
    /// - Parameters:
    ///   - target: Where the file goes in the end.
    ///   - format: How it is encoded.
    ///   - sampleRate: Samples per second.
    ///   - mp3Kilobits: Kilobits per second of an MP3; nil for what is usual.
    ///   - tags: What it says of itself.
    ///   - chapterRoom: Whether `seal` will be given chapters.
    /// - Throws: `BatchError` with an `output.…` code.
    init(
        target: URL,
        format: AudioFormat,
        sampleRate: Int,
        mp3Kilobits: Double? = nil,
        tags: AudioTags,
        chapterRoom: Bool = false
    ) throws {
        let partial = try PartialFile(for: target)
        if format == .mp3 {
            let tag = ID3Tag.bytes(tags, room: chapterRoom ? ID3Tag.chapterRoom : 0)
            partial.channel.setPreamble(tag)
            tagLength = tag.count
        }
        do {
            handle = try SoundHandle(writing: partial.channel, formatCode: format.formatCode, sampleRate: sampleRate)
        } catch {
            throw partial.trouble(error.text)
        }
        makeUp = format == .mp3 ? 1 / EncoderSettings.mp3Scale(kilobits: mp3Kilobits, sampleRate: sampleRate) : nil
        self.format = format
        self.tags = tags
        self.partial = partial
        guard handle.configure(for: format, mp3Kilobits: mp3Kilobits) else {
            throw partial.trouble(handle.lastError.text)
        }
        if format != .mp3 { handle.setTags(tags) }
    }

    func append(_ more: ArraySlice<Int16>) throws {
        guard write(more) else { throw partial.trouble(handle.lastError.text) }
        samples += more.count
    }

    private func write(_ more: ArraySlice<Int16>) -> Bool {
        guard let makeUp else { return handle.write(more) }
        return handle.write(more.map { Float($0) / 32_768 * makeUp }[...])
    }

    /// Ends the encoding and puts the bytes on the disk, still under the hidden name.
    ///
    /// - Parameter chapters: Written where the format has a place for them: in MP3.
    /// - Throws: `BatchError` with an `output.…` code.
    func seal(chapters: [FinishedChapter] = []) throws {
        guard handle.close() else { throw partial.trouble("the encoder could not finish the file.") }
        switch format {
        case .wav: makePlain()
        case .mp3: writeChapters(chapters)
        case .flac, .ogg, .opus: break
        }
        try partial.seal()
    }

    /// What the sealed file is known by.
    func sealedFile() throws -> SealedFile { try SealedFile(partial.url, target: target) }

    /// Where the sealed file is until it has its own name.
    var sealedURL: URL { partial.url }

    /// Gives the sealed file its own name.
    func publish(replacing: Bool) throws {
        try partial.publish(replacing: replacing)
    }

    func discard() {
        partial.discard()
    }

    private func makePlain() {
        guard let header = PlainWAVHeader.plain(partial.channel.start(PlainWAVHeader.searched)) else { return }
        partial.channel.overwrite(header)
    }

    private func writeChapters(_ chapters: [FinishedChapter]) {
        guard !chapters.isEmpty else { return }
        let entries = chapters.map { chapter in
            ID3Tag.Chapter(
                title: chapter.title,
                start: Int((chapter.startSeconds * 1_000).rounded()),
                end: Int((chapter.endSeconds * 1_000).rounded())
            )
        }
        guard let tag = ID3Tag.bytes(tags, chapters: entries, length: tagLength) else { return }
        partial.channel.setPreamble(tag)
    }
}

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
