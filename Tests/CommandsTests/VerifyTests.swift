import Audio
@testable import Commands
import Core
import Foundation
import Testing
import TestSupport

@Suite("verify")
struct VerifyTests {
    @Test(
        arguments: AudioFormat.allCases,
        [Mastering.off, Mastering(), Mastering(scope: .chapter, roomTone: .level(-70))]
    )
    func aBookAsItWasWrittenIsGood(format: AudioFormat, mastering: Mastering) async throws {
        try await withScratchFolder { folder in
            _ = try BookFixture(folder, format: format, mastering: mastering, chapters: true)
            let test = TestContext(folder)
            #expect(await test.run("verify", "tale.\(format.rawValue)", "tale.manifest.json") == 0, "\(test.output)")
            #expect(test.output.contains("Every word of the source"))
        }
    }

    enum Tampering: String, CaseIterable {
        case flippedSample, cutEnd, soundInPause, swappedSegments, droppedSegment, droppedLastSegment, shiftedChapter
        case chapterFile, chapterGone, bookGone, otherText, shiftedSource, noDigestOfSource
        case louderBook, quieterFloor, noLoudness, louderChapter, chapterLeftOut, longerSource
    }

    @Test(arguments: Tampering.allCases, [AudioFormat.wav, .flac])
    func tamperingIsFound(tampering: Tampering, format: AudioFormat) async throws {
        try await withScratchFolder { folder in
            let fixture = try BookFixture(folder, format: format, chapters: true)
            try tamper(tampering, fixture)
            let test = TestContext(folder)
            #expect(await test.run("verify", "tale.\(format.rawValue)") == 1, "\(test.output)")
            let code =
                switch tampering {
                case .otherText, .shiftedSource, .noDigestOfSource, .longerSource: "verify.sourceDiffers"
                default: "verify.audioDiffers"
                }
            #expect(test.output.contains(code))
        }
    }

    private func tamper(_ tampering: Tampering, _ fixture: BookFixture) throws {
        let chapters = fixture.book.deletingLastPathComponent().appending(path: "tale-chapters")
        switch tampering {
        case .flippedSample: try BookFixture.edit(fixture.book) { $0[$0.count / 2] ^= 1 }
        case .cutEnd: try BookFixture.edit(fixture.book) { $0.removeLast(2_000) }
        case .soundInPause: try BookFixture.edit(fixture.book) { $0[$0.count - 101] ^= 4 }
        case .swappedSegments:
            try fixture.edit { manifest in
                let (first, second) = (manifest.segments[1], manifest.segments[2])
                (manifest.segments[1].start, manifest.segments[1].end) = (second.start, second.end)
                (manifest.segments[2].start, manifest.segments[2].end) = (first.start, first.end)
            }
        case .droppedSegment: try fixture.edit { $0.segments.remove(at: 1) }
        case .droppedLastSegment: try fixture.edit { $0.segments.removeLast() }
        case .shiftedChapter: try fixture.edit { $0.chapters[1].start += 1 }
        case .chapterFile:
            let file = try FileManager.default.contentsOfDirectory(at: chapters, includingPropertiesForKeys: nil)[0]
            try BookFixture.edit(file) { $0[$0.count / 2] ^= 1 }
        case .chapterGone: try FileManager.default.removeItem(at: chapters)
        case .otherText: try fixture.edit { $0.segments[1].textSHA256 = $0.segments[2].textSHA256 }
        case .bookGone: try FileManager.default.removeItem(at: fixture.book)
        case .shiftedSource: try fixture.edit { $0.segments[1].sourceStart += 1 }
        case .noDigestOfSource: try fixture.edit { $0.source.sha256 = nil }
        case .louderBook: try fixture.edit { $0.levels.loudness? += 0.5 }
        case .quieterFloor: try fixture.edit { $0.levels.noiseFloor = -90 }
        case .noLoudness: try fixture.edit { ($0.levels.loudness, $0.levels.truePeak) = (nil, nil) }
        case .louderChapter: try fixture.edit { $0.chapters[1].levels.rms? += 0.5 }
        case .chapterLeftOut: try fixture.edit { $0.chapters[1].audio = nil }
        case .longerSource: try fixture.edit { $0.source.bytes? += 1 }
        }
    }

    @Test func anEditedSourceIsFoundAndOneThatIsGoneIsAWarning() async throws {
        try await withScratchFolder { folder in
            let fixture = try BookFixture(folder)
            try BookFixture.edit(fixture.source) { $0 += Data("More.\n".utf8) }
            let edited = TestContext(folder)
            #expect(await edited.run("verify", "tale.wav", "--format", "json") == 1)
            #expect(edited.output.contains("verify.sourceDiffers"))
            try FileManager.default.removeItem(at: fixture.source)
            #expect(await TestContext(folder).run("verify", "tale.wav") == 0)
            #expect(await TestContext(folder).run("verify", "tale.wav", "--require-source") == 1)
        }
    }

    @Test func aTextThatNoSegmentSpeaksIsFound() async throws {
        try await withScratchFolder { folder in
            let fixture = try BookFixture(folder)
            try BookFixture.edit(fixture.source) { $0 += Data("\n\nNobody reads this.\n".utf8) }
            try fixture.edit { $0.source.sha256 = nil }
            let test = TestContext(folder)
            #expect(await test.run("verify", "tale.wav") == 1)
            #expect(test.output.contains("No segment speaks “Nobody reads this.”"), "\(test.output)")
        }
    }

    @Test(arguments: [AudioFormat.wav, .mp3]) func newTagsAreToldFromNewSoundWhereThatCanBe(
        format: AudioFormat
    ) async throws {
        try await withScratchFolder { folder in
            let fixture = try BookFixture(folder, format: format)
            try BookFixture.edit(fixture.book) { bytes in
                let title = try? #require(bytes.range(of: Data((format == .wav ? "Tale" : "T\0a\0l\0e\0").utf8)))
                if let title { bytes[title.lowerBound] = UInt8(ascii: "M") }
            }
            let test = TestContext(folder)
            #expect(await test.run("verify", "tale.\(format.rawValue)") == (format == .wav ? 0 : 1))
            #expect(test.output.contains("tags"))
        }
    }

    @Test func aFileThatWasCutIsSaidToEndOnce() async throws {
        try await withScratchFolder { folder in
            let fixture = try BookFixture(folder)
            try BookFixture.edit(fixture.book) { $0.removeLast($0.count / 2) }
            let test = TestContext(folder)
            #expect(await test.run("verify", "tale.wav") == 1)
            #expect(test.output.components(separatedBy: "it ends at sample ").count == 2, "\(test.output)")
            #expect(!test.output.contains("is not what was written"), "\(test.output)")
        }
    }

    @Test func chapterFilesOfWhichTheManifestSaysNothingAreToldOf() async throws {
        try await withScratchFolder { folder in
            let fixture = try BookFixture(folder, chapters: true)
            try fixture.edit { manifest in
                for index in manifest.chapters.indices { manifest.chapters[index].audio = nil }
            }
            let test = TestContext(folder)
            #expect(await test.run("verify", "tale.wav") == 0)
            #expect(test.output.components(separatedBy: "is not in the manifest").count == 3, "\(test.output)")
        }
    }

    @Test func bytesBehindTheSoundAreToldOf() async throws {
        try await withScratchFolder { folder in
            let fixture = try BookFixture(folder)
            try BookFixture.edit(fixture.book) { $0 += Data(repeating: 7, count: 400) }
            let test = TestContext(folder)
            #expect(await test.run("verify", "tale.wav") == 0)
            #expect(test.output.contains("its bytes differ outside of the sound"), "\(test.output)")
        }
    }

    @Test func aSegmentInAnotherChapterIsToldOfWithoutAWrongLength() async throws {
        try await withScratchFolder { folder in
            let fixture = try BookFixture(folder, chapters: true)
            try fixture.edit { $0.segments[$0.segments.count - 1].chapter = 1 }
            let test = TestContext(folder)
            #expect(await test.run("verify", "tale.wav") == 1)
            let last = try StoredManifest(ofBookAt: fixture.book).manifest.segments.count
            #expect(test.output.contains("segment \(last) is said to lie behind its end"), "\(test.output)")
            #expect(!test.output.contains("instead of"), "\(test.output)")
        }
    }

    @Test func aBookOfOneSegmentIsToldOfInTheSingular() async throws {
        try await withScratchFolder { folder in
            _ = try BookFixture(folder, text: "It rained.\n")
            let test = TestContext(folder)
            #expect(await test.run("verify", "tale.wav") == 0, "\(test.output)")
            #expect(test.output.contains("are those of its segment and pauses"), "\(test.output)")
        }
    }

    @Test func aChaptersFileStandsForItsBook() async throws {
        try await withScratchFolder { folder in
            let fixture = try BookFixture(folder, chapters: true)
            let chapters = folder.appending(path: "tale-chapters")
            let name = try #require(try FileManager.default.contentsOfDirectory(atPath: chapters.path).sorted().first)
            let test = TestContext(folder)
            #expect(await test.run("verify", "tale-chapters/\(name)") == 0, "\(test.output)")
            #expect(test.output.contains("\(fixture.book.path): good"))
            #expect(test.output.contains("\(name): all "))

            let stranger = TestContext(folder)
            #expect(await stranger.run("verify", "tale-chapters/99.wav") == 1)
            #expect(stranger.output.contains("input.notFound"), "\(stranger.output)")
            try FileManager.default.copyItem(at: chapters.appending(path: name), to: chapters.appending(path: "99.wav"))
            #expect(await stranger.run("verify", "tale-chapters/99.wav") == 1)
            #expect(stranger.output.contains("99.wav is no chapter of the book"), "\(stranger.output)")
        }
    }

    @Test(arguments: [AudioFormat.wav, .flac], [AudioFormat.mp3, .opus])
    func aManifestThatNamesALossyFormatSparesNoSample(format: AudioFormat, named: AudioFormat) async throws {
        try await withScratchFolder { folder in
            let fixture = try BookFixture(folder, format: format)
            try fixture.edit { manifest in
                manifest.audio.format = named
                manifest.segments[0].samplesSHA256 = manifest.segments[1].samplesSHA256
            }
            let test = TestContext(folder)
            #expect(await test.run("verify", "tale.\(format.rawValue)") == 1)
            #expect(test.output.contains("it is no \(named.rawValue) file"), "\(test.output)")
        }
    }

    @Test func aBookWithoutAManifestIsToldOf() async throws {
        try await withScratchFolder { folder in
            let fixture = try BookFixture(folder)
            try FileManager.default.removeItem(at: fixture.manifest)
            let test = TestContext(folder)
            #expect(await test.run("verify", "tale.wav") == 1)
            #expect(test.output.contains("verify.noManifest"))
            #expect(await test.run("verify") == 64)
        }
    }

    @Test(arguments: [
        ("{", "it is no JSON"), ("[]", "it is no JSON object"), ("{}", "it has no schema"),
        (#"{"schema": 1}"#, "it has no "),
        (#"{"schema": 99999999999999999999}"#, "one of its numbers is larger"), (#"{"schema": 2}"#, "its schema is 2"),
    ])
    func aManifestThatCannotBeUsedIsNotSaidToBeMissing(text: String, reason: String) async throws {
        try await withScratchFolder { folder in
            let fixture = try BookFixture(folder)
            try Data(text.utf8).write(to: fixture.manifest)
            for name in ["tale.wav", "tale.manifest.json"] {
                let test = TestContext(folder)
                #expect(await test.run("verify", name) == 1)
                #expect(test.output.contains("verify.manifestUnreadable"), "\(test.output)")
                #expect(test.output.contains(reason), "\(test.output)")
            }
        }
    }

    @Test(arguments: ["../tale.wav", "/etc/passwd", "..", ""])
    func aManifestLeadsToNoFileElsewhere(path: String) async throws {
        try await withScratchFolder { folder in
            let fixture = try BookFixture(folder, chapters: true)
            let whole = try Data(contentsOf: fixture.manifest)
            for change: (inout BookManifest) -> Void in [
                { $0.audio.file = path }, { $0.chapters[0].audio?.file = path },
            ] {
                try whole.write(to: fixture.manifest)
                try fixture.edit(change)
                let test = TestContext(folder)
                #expect(await test.run("verify", "tale.wav") == 1)
                #expect(test.output.contains("verify.manifestUnreadable"), "\(test.output)")
                #expect(test.output.contains("“\(path)”"))
            }
        }
    }

    @Test(arguments: ["gone.wav", "gone.manifest.json"]) func aFileThatIsNotThereIsSaidToBeMissing(
        name: String
    ) async throws {
        try await withScratchFolder { folder in
            let test = TestContext(folder)
            #expect(await test.run("verify", name) == 1)
            #expect(test.output.contains("There is no file "), "\(test.output)")
            #expect(test.output.contains("input.notFound"))
        }
    }

    @Test func aBookInAnotherFormatGetsAManifestOfItsOwn() async throws {
        try await withScratchFolder { folder in
            _ = try BookFixture(folder)
            let first = try Data(contentsOf: folder.appending(path: "tale.manifest.json"))
            _ = try BookFixture(folder, format: .flac)
            #expect(try Data(contentsOf: folder.appending(path: "tale.manifest.json")) == first)
            let test = TestContext(folder)
            #expect(await test.run("verify", "tale.wav", "tale.flac") == 0, "\(test.output)")
        }
    }
}
