@testable import Audio
import Core
import Foundation
import Testing

@Suite("Names appear when all is done")
struct PublishingTests {
    @Test("nothing has its own name before finish, and nothing hidden is left after it")
    func hidden() throws {
        try withBook { assembler, out in
            #expect(try names(in: out).allSatisfy { $0.hasPrefix(".") && $0.hasSuffix(".partial") })
            #expect(try names(in: out).count == 2)
            _ = try assembler.finish()
            #expect(try names(in: out) == ["Book.wav", "Chapters"])
            #expect(try names(in: out.appending(path: "Chapters")) == ["01 One.wav"])
        }
    }

    @Test("discarded or let go, a book leaves nothing", arguments: [true, false])
    func discarded(explicitly: Bool) throws {
        try withScratch { folder in
            let out = folder.appending(path: "out")
            do {
                let assembler = try begin(in: folder)
                #expect(try names(in: out).count == 2)
                if explicitly {
                    assembler.discard()
                    #expect(try names(in: out) == [])
                }
            }
            #expect(try names(in: out) == [])
        }
    }

    @Test("what stands already is refused before the work", arguments: ["Book.wav", "Chapters"])
    func existsEarly(name: String) throws {
        try withScratch { folder in
            try put("mine", at: folder.appending(path: "out/\(name)"))
            let error = try expect(.outputExists) { _ = try begin(in: folder) }
            #expect(error.remedy.contains("--overwrite"))
            #expect(try names(in: folder.appending(path: "out")) == [name])
        }
    }

    @Test("what appears meanwhile is not replaced", arguments: ["Book.wav", "Chapters"])
    func existsLate(name: String) throws {
        try withScratch { folder in
            let out = folder.appending(path: "out")
            do {
                let assembler = try begin(in: folder)
                try put("mine", at: out.appending(path: name))
                try expect(.outputExists) { _ = try assembler.finish() }
            }
            #expect(try names(in: out) == [name])
            #expect(try String(contentsOf: out.appending(path: name), encoding: .utf8) == "mine")
        }
    }

    @Test("a sealed book knows its own files under their names, and no others")
    func sealed() throws {
        try withBook { assembler, out in
            let book = out.appending(path: "Book.wav")
            let chapters = out.appending(path: "Chapters")
            let sealed = try assembler.seal()
            #expect(try names(in: out).allSatisfy { $0.hasPrefix(".") })
            #expect(!sealed.isPublished)
            #expect(sealed.owns(book: book, chapterFolder: chapters))
            try assembler.publish()
            #expect(sealed.isPublished)
            #expect(sealed.owns(book: book, chapterFolder: chapters))

            try put("mine", at: chapters.appending(path: "02 Two.wav"))
            #expect(!sealed.owns(book: book, chapterFolder: chapters))
            #expect(sealed.owns(book: book, chapterFolder: nil))
            let copy = try Data(contentsOf: book)
            try FileManager.default.removeItem(at: book)
            #expect(!sealed.isPublished)
            // The same bytes, but not the file that was sealed.
            try copy.write(to: book)
            #expect(!sealed.owns(book: book, chapterFolder: nil))
        }
    }

    @Test("a crash between the manifest's name and the book's is made good by the next run")
    func halfPublished() throws {
        try withScratch { folder in
            let out = folder.appending(path: "out")
            let (book, chapters) = (out.appending(path: "Book.wav"), out.appending(path: "Chapters"))
            var sealed: SealedBook?
            do {
                let assembler = try begin(in: folder, writesManifest: true)
                sealed = try assembler.seal(.sample)
                try assembler.renderer.folder?.publish()
                try assembler.manifest?.publish()
            }
            #expect(try names(in: out) == ["Book.manifest.json", "Chapters"])
            let half = try #require(sealed)
            #expect(!half.isPublished)
            // What stands is its own, so that the next run may replace it.
            #expect(half.owns(book: book, chapterFolder: chapters))
            let next = try begin(in: folder, overwrite: true, writesManifest: true)
            _ = try next.finish(.sample)
            #expect(try names(in: out) == ["Book.manifest.json", "Book.wav", "Chapters"])
            let manifest = try StoredManifest(of: book).manifest
            #expect(ManifestAudioCheck(manifest, book: book).faults().first?.weight == .good)
        }
    }

    @Test("overwriting replaces the book and a chapter folder of ours whole")
    func overwrite() throws {
        try withScratch { folder in
            let out = folder.appending(path: "out")
            try put("old", at: out.appending(path: "Book.wav"))
            try put("old", at: out.appending(path: "Chapters/07 Old.wav"))
            _ = try begin(in: folder, overwrite: true).finish()
            #expect(try names(in: out) == ["Book.wav", "Chapters"])
            #expect(try names(in: out.appending(path: "Chapters")) == ["01 One.wav"])
            #expect(try Decoded(out.appending(path: "Book.wav")).speech.count == 1)
        }
    }

    @Test("overwriting never removes a folder with somebody's own files")
    func foreign() throws {
        try withScratch { folder in
            let diary = folder.appending(path: "out/Chapters/diary.txt")
            try put("mine", at: diary)
            let error = try expect(.outputExists) { _ = try begin(in: folder, overwrite: true) }
            #expect(error.message.contains("diary.txt"))
            #expect(FileManager.default.fileExists(atPath: diary.path))
        }
    }

    @Test("leftovers of a killed process go, work in progress stays")
    func abandoned() throws {
        try withScratch { folder in
            let out = folder.appending(path: "out")
            try put("dead", at: out.appending(path: ".Book.wav.abc.partial"))
            try put("dead", at: out.appending(path: ".Chapters.abc.partial/01 One.wav"))
            try put("another", at: out.appending(path: ".Book.wav.old.wav.abc.partial"))
            let first = try begin(in: folder)
            #expect(try names(in: out).count == 3)
            let second = try begin(in: folder)
            #expect(try names(in: out).count == 5)
            _ = try second.finish()
            first.discard()
            #expect(removeAbandonedPartials(in: out) == 1)
            #expect(try names(in: out) == ["Book.wav", "Chapters"])
        }
    }

    @Test("a move never replaces, with and without the system's help", arguments: [true, false], [true, false])
    func move(exclusively: Bool, isFolder: Bool) throws {
        try withScratch { folder in
            let source = folder.appending(path: "source")
            let target = folder.appending(path: "target")
            try put("new", at: isFolder ? source.appending(path: "file") : source)
            try put("old", at: target)
            try expect(.outputExists) { try FileSystem.move(source, to: target, exclusively: exclusively) }
            #expect(try String(contentsOf: target, encoding: .utf8) == "old")
            FileSystem.remove(target)
            try FileSystem.move(source, to: target, exclusively: exclusively)
            #expect(try names(in: folder) == ["target"])
        }
    }

    @Test("the same takes give the same bytes", arguments: [AudioFormat.wav, .flac, .mp3])
    func deterministic(_ format: AudioFormat) throws {
        try withScratch { folder in
            let take = try SyntheticSpeech(hiss: 0.001).write(to: folder.appending(path: "take.wav"))
            let takes = [(take, Boundary.sentence), (take, .chapter)]
            let first = try Data(contentsOf: assemble(format, takes: takes, in: folder).files[0])
            let book = try assemble(format, takes: takes, in: folder) { $0.overwrite = true }
            #expect(try Data(contentsOf: book.files[0]) == first)
        }
    }

    private func withBook(_ body: (BookAssembler, URL) throws -> Void) throws {
        try withScratch { folder in
            try body(begin(in: folder), folder.appending(path: "out"))
        }
    }

    /// A book of one chapter with one take, not finished.
    private func begin(
        in folder: URL,
        overwrite: Bool = false,
        writesManifest: Bool = false
    ) throws -> BookAssembler {
        let take = try SyntheticSpeech().write(to: folder.appending(path: "take.wav"))
        let assembler = try BookAssembler(
            configuration: configuration(.wav, in: folder) {
                $0.chapterFolder = folder.appending(path: "out/Chapters")
                $0.overwrite = overwrite
                $0.writesManifest = writesManifest
            }
        )
        try assembler.append(take: take, chapter: 1, chapterTitle: "One", boundary: .chapter)
        return assembler
    }

    private func put(_ text: String, at url: URL) throws {
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }
}

extension BookFacts {
    fileprivate static let sample = BookFacts(
        program: "test",
        title: "Book",
        author: nil,
        source: BookManifest.Source(path: "-", sha256: nil, bytes: nil),
        voice: BookManifest.Voice(name: "heart", engine: "test", model: "test", language: nil, speed: 1),
        texts: [1: Text(sha256: "", range: SourceRange(0, 5))]
    )
}
