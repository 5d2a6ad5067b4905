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
