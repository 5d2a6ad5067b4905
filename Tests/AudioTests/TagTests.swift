@testable import Audio
import Core
import Foundation
import Testing

@Suite("Tags, names and headers")
struct TagTests {
    @Test("tags survive in every format, without control characters", arguments: AudioFormat.allCases)
    func tags(_ format: AudioFormat) throws {
        try withScratch { folder in
            let take = try SyntheticSpeech().write(to: folder.appending(path: "take.wav"))
            let book = try assemble(format, takes: [(take, .chapter)], in: folder) {
                $0.tags = AudioTags(title: "Bücher\u{0}\u{7} 雪 😀\n", author: String(repeating: "é", count: 5_000))
            }
            let tags = try Decoded(book.files[0]).tags
            #expect(tags.title == "Bücher   雪 😀")
            #expect(tags.author == String(repeating: "é", count: 500))
            #expect(tags.album == "Bücher   雪 😀")
            #expect(tags.genre == "Audiobook")
        }
    }

    @Test("an MP3 book carries its chapters")
    func mp3Chapters() throws {
        let tags = AudioTags(title: "T", genre: nil)
        let plain = ID3Tag.bytes(tags, room: 500)
        let chapters = [
            ID3Tag.Chapter(title: "Ä", start: 0, end: 258),
            ID3Tag.Chapter(title: nil, start: 258, end: 3_000),
        ]
        let tag = try #require(ID3Tag.bytes(tags, chapters: chapters, length: plain.count))
        #expect(tag.count == plain.count)
        let title: [UInt8] = Array("TIT2".utf8) + [0, 0, 0, 5, 0, 0, 1, 0xFF, 0xFE, 0xC4, 0]
        let times: [UInt8] = [0, 0, 0, 0, 0, 0, 1, 2] + [UInt8](repeating: 0xFF, count: 8)
        let chapter = Array("CHAP".utf8) + [0, 0, 0, 35, 0, 0] + Array("ch0\0".utf8) + times + title
        #expect(Data(tag).range(of: Data(chapter)) != nil)
        let entries: [UInt8] = Array("toc\0".utf8) + [3, 2] + Array("ch0\0ch1\0".utf8)
        let contents = Array("CTOC".utf8) + [0, 0, 0, 14, 0, 0] + entries
        #expect(Data(tag).range(of: Data(contents)) != nil)
        #expect(ID3Tag.bytes(tags, chapters: chapters, length: 40) == nil)
    }

    @Test("an MP3 with and without chapters decodes to the same sound")
    func mp3Tagged() throws {
        try withScratch { folder in
            let take = try SyntheticSpeech().write(to: folder.appending(path: "take.wav"))
            let book = try assemble(.mp3, takes: [(take, .chapter)], in: folder) {
                $0.chapterFolder = folder.appending(path: "out/Chapters")
            }
            let bytes = try Data(contentsOf: book.files[0])
            #expect(bytes.range(of: Data("CHAP".utf8)) != nil)
            #expect(try Data(contentsOf: book.files[1]).range(of: Data("CHAP".utf8)) == nil)
            #expect(try Decoded(book.files[0]).samples == Decoded(book.files[1]).samples)
        }
    }

    @Test("a small WAV has the plain header that old readers want")
    func plainHeader() throws {
        try withScratch { folder in
            let take = try SyntheticSpeech().write(to: folder.appending(path: "take.wav"))
            let bytes = try [UInt8](Data(contentsOf: assemble(.wav, takes: [(take, .chapter)], in: folder).files[0]))
            #expect(Array(bytes[..<4]) == Array("RIFF".utf8))
            // Chunk, its length of 16, format 1 (PCM), one channel.
            #expect(Array(bytes[12..<24]) == Array("fmt ".utf8) + [16, 0, 0, 0, 1, 0, 1, 0])
            #expect(bytes[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) } == bytes.count - 8)
        }
    }

    @Test("RF64 and broken headers are left alone")
    func otherHeaders() {
        #expect(PlainWAVHeader.plain(Array("RF64____WAVEds64".utf8)) == nil)
        #expect(PlainWAVHeader.plain(Array("RIFF____WAVEfmt \u{7f}\u{7f}\u{7f}\u{0}".utf8)) == nil)
        #expect(PlainWAVHeader.plain([]) == nil)
    }

    @Test(
        "titles become names that every file system takes",
        arguments: [
            ("Chapter 1: The Start", "Chapter 1 The Start"), ("a/b\\c", "a b c"), ("..hidden", "hidden"), ("/", ""),
            ("nul\u{0}\u{1b}[31m", "nul [31m"), ("  spaced\n\tout  ", "spaced out"), ("end. . .", "end"),
            ("Wer? \"Ich\" <3", "Wer Ich 3"), ("第一章 雪", "第一章 雪"), ("", ""),
        ]
    )
    func sanitized(title: String, name: String) {
        #expect(FileName.sanitized(title) == name)
    }

    @Test("long titles are cut between characters", arguments: ["é", "雪", "👩‍👩‍👧‍👦", "e\u{301}"])
    func truncated(character: String) {
        let name = FileName.sanitized("a" + String(repeating: character, count: 300))
        #expect(name.utf8.count <= 200)
        #expect(name.utf8.count > 200 - character.utf8.count)
        #expect(name.dropFirst().allSatisfy { String($0) == character })
    }

    @Test("this machine writes every format, and says which it cannot")
    func formats() throws {
        #expect(supportedFormats() == AudioFormat.allCases)
        #expect(supportedFormats(sampleRate: 22_050) == [.wav, .flac, .mp3, .ogg])
        try withScratch { folder in
            let error = try expect(.profileInvalid) {
                _ = try BookAssembler(
                    configuration: configuration(.opus, in: folder) { $0.mastering.sampleRate = 22_050 }
                )
            }
            #expect(error.remedy.contains("wav, flac, mp3, ogg"))
        }
    }

    @Test("impossible lengths are refused", arguments: [-0.1, .nan, .infinity, 61])
    func lengths(pause: Double) throws {
        try withScratch { folder in
            _ = try expect(.profileInvalid) {
                _ = try BookAssembler(configuration: configuration(.wav, in: folder) { $0.pauses.clause = pause })
            }
        }
    }
}
