import Audio
import Core
import Foundation
import Testing

@Suite("Chapters")
struct ChapterTests {
    @Test("every format gets one file per chapter, named in order and tagged", arguments: AudioFormat.allCases)
    func files(_ format: AudioFormat) throws {
        try withScratch { folder in
            let chapters = folder.appending(path: "out/Book")
            let book = try join(format, ["Ein Anfang", nil, "A/B: the é 雪"], into: chapters, in: folder)
            let suffix = format.fileExtension
            let expected = ["01 Ein Anfang.\(suffix)", "02 Book.\(suffix)", "03 A B the é 雪.\(suffix)"]
            #expect(try names(in: chapters) == expected)
            #expect(book.files.map(\.lastPathComponent) == ["Book.\(suffix)"] + expected)
            for file in book.files.dropFirst() {
                let decoded = try Decoded(file)
                #expect(decoded.speech.count == 2)
                #expect(abs((decoded.speech.first?.start ?? 0) - 0.5) < 0.01)
                #expect(abs(decoded.seconds - (decoded.speech.last?.end ?? 0) - 1) < 0.08)
            }
            let tags = try Decoded(book.files[3]).tags
            #expect(tags.title == "A/B: the é 雪")
            #expect(tags.author == "Author")
            #expect(tags.album == "Book")
            #expect(tags.genre == "Audiobook")
            // RIFF's INFO list has no field for it.
            if format != .wav { #expect(tags.track == 3) }
        }
    }

    @Test("marks follow each other, a little before each chapter's speech")
    func marks() throws {
        try withScratch { folder in
            let book = try join(.wav, ["One", "Two"], into: nil, in: folder)
            let speech = try Decoded(book.files[0]).speech
            #expect(book.files.count == 1)
            #expect(book.chapters.map(\.title) == ["One", "Two"])
            #expect(book.chapters[0].startSeconds == 0)
            #expect(abs(book.chapters[1].startSeconds - (speech[2].start - 0.5)) < 0.01)
            #expect(book.chapters[0].endSeconds == book.chapters[1].startSeconds)
            #expect(book.chapters[1].endSeconds == book.audioSeconds)
            #expect(abs(speech[2].start - speech[1].end - 3) < 0.01)
        }
    }

    @Test("past 99 chapters the numbers get a third digit")
    func manyChapters() throws {
        try withScratch { folder in
            let chapters = folder.appending(path: "out/Book")
            let book = try join(.wav, (1...101).map { "T\($0)" }, into: chapters, in: folder, speech: 0.06) {
                ($0.leadIn, $0.leadOut) = (0.01, 0.01)
            }
            let found = try names(in: chapters)
            #expect(found.count == 101)
            #expect(found.first == "001 T1.wav")
            #expect(found.last == "101 T101.wav")
            #expect(book.files[100].lastPathComponent == "100 T100.wav")
        }
    }

    private func join(
        _ format: AudioFormat,
        _ titles: [String?],
        into chapters: URL?,
        in folder: URL,
        speech: Double = 0.3,
        configure: (inout AssemblyConfiguration) -> Void = { _ in }
    ) throws -> FinishedBook {
        let sound = SyntheticSpeech(lead: 0.05, speech: speech, tail: 0.05)
        let take = try sound.write(to: folder.appending(path: "take.wav"))
        let assembler = try BookAssembler(
            configuration: configuration(format, in: folder) {
                $0.chapterFolder = chapters
                configure(&$0)
            }
        )
        for (index, title) in titles.enumerated() {
            try assembler.append(take: take, chapter: index * 2, chapterTitle: title, boundary: .heading)
            try assembler.append(take: take, chapter: index * 2, chapterTitle: title, boundary: .chapter)
        }
        return try assembler.finish()
    }
}
