package import Core
package import Foundation

/// Compares a finished book with its manifest.
package struct ManifestAudioCheck {
    /// Seconds by which a lossy format's own padding may change the length.
    private static let padding = 0.2
    /// How many faults of one file are told.
    private static let mostReported = 8

    private let manifest: BookManifest
    private let book: URL
    private let chapterFolder: URL

    /// - Parameters:
    ///   - manifest: What the book is said to be.
    ///   - book: The sound file.
    package init(_ manifest: BookManifest, book: URL) {
        self.manifest = manifest
        self.book = book
        chapterFolder = ManifestPlace.chapterFolder(of: book)
    }

    /// Everything that was found; good when none of it is a fault.
    package func faults() -> [AudioFault] {
        let ranges = ManifestRanges.problems(manifest)
        var found = report(ranges, of: "The manifest")
        if ranges.isEmpty { found.append(AudioFault(.good, "Segments and chapters follow each other without gaps.")) }
        found += check(book, manifest.audio, manifest.levels, stretches(manifest.segments, offset: 0))
        for (index, chapter) in manifest.chapters.enumerated() {
            guard let audio = chapter.audio else { continue }
            let segments = manifest.segments.filter { $0.chapter == index + 1 }
            let url = chapterFolder.appending(path: audio.file)
            found += check(url, audio, chapter.levels, stretches(segments, offset: chapter.offset ?? 0))
        }
        return found + unlistedFiles()
    }

    /// Sound files in the folder of chapters that are not in the manifest; those of another format may be another book's.
    ///
    /// Where the manifest has no chapter's file at all, they may be left from an earlier book.
    private func unlistedFiles() -> [AudioFault] {
        let known = Set(manifest.chapters.compactMap(\.audio?.file))
        let names = (try? FileManager.default.contentsOfDirectory(atPath: chapterFolder.path)) ?? []
        let unlisted = names.filter { name in
            !known.contains(name) && !name.hasPrefix(".") && name.hasSuffix(".\(book.pathExtension)")
        }
        let problems = unlisted.sorted().map { "\($0) is not in the manifest, and was not looked at" }
        return report(problems, of: chapterFolder.lastPathComponent, as: known.isEmpty ? .note : .fault)
    }

    private func stretches(_ segments: [BookManifest.Segment], offset: Int) -> [SampleCheck.Stretch] {
        segments.filter { $0.start < $0.end && $0.start >= offset }.map { segment in
            SampleCheck.Stretch(
                ordinal: segment.ordinal,
                range: segment.start - offset..<segment.end - offset,
                digest: segment.samplesSHA256
            )
        }
    }

    private func check(
        _ url: URL,
        _ audio: BookManifest.Audio,
        _ levels: AudioLevels,
        _ stretches: [SampleCheck.Stretch]
    ) -> [AudioFault] {
        guard let digest = FileDigest(of: url) else {
            return [AudioFault(.fault, "\(url.path) \(FileSystem.exists(url) ? "cannot be read" : "is missing").")]
        }
        let isIntact = digest.hex == audio.sha256
        switch audio.format {
        case .wav, .flac: return checkSamples(url, audio, levels, stretches, isIntact: isIntact)
        case .mp3, .ogg, .opus: return checkLossy(url, audio, isIntact: isIntact)
        }
    }

    private func checkSamples(
        _ url: URL,
        _ audio: BookManifest.Audio,
        _ levels: AudioLevels,
        _ stretches: [SampleCheck.Stretch],
        isIntact: Bool
    ) -> [AudioFault] {
        let roomTone = manifest.mastering.roomTone.map { RoomTone(level: $0) }
        let check = SampleCheck(
            url: url,
            audio: audio,
            levels: levels,
            comparesAll: url == book,
            stretches: stretches,
            roomTone: roomTone
        )
        let problems: [String]
        do {
            problems = try check.problems()
        } catch {
            return [AudioFault(.fault, "\(url.lastPathComponent) cannot be decoded.")]
        }
        guard problems.isEmpty else { return report(problems, of: url.lastPathComponent) }
        let segments = stretches.count == 1 ? "segment" : "\(stretches.count) segments"
        let good = AudioFault(
            .good,
            "\(url.lastPathComponent): all \(audio.samples) samples are those of its \(segments) and pauses."
        )
        guard !isIntact else { return [good] }
        return [
            good,
            AudioFault(
                .note,
                "\(url.lastPathComponent): its bytes differ outside of the sound, as after new tags; its sound does not."
            ),
        ]
    }

    private func checkLossy(_ url: URL, _ audio: BookManifest.Audio, isIntact: Bool) -> [AudioFault] {
        let name = url.lastPathComponent
        guard isIntact else {
            return [
                AudioFault(
                    .fault,
                    "\(name): its bytes are not those that were written. "
                        + "Of \(audio.format.rawValue) it cannot be told whether only tags changed."
                )
            ]
        }
        let written = Double(audio.samples) / Double(audio.sampleRate)
        guard let info = try? SoundFileReader(url).info, abs(info.seconds - written) < Self.padding else {
            return [AudioFault(.fault, "\(name): it cannot be decoded to \(audio.samples) samples.")]
        }
        // Whose samples are stored as they were is to be compared sample by sample.
        guard info.isFloat else {
            return [AudioFault(.fault, "\(name): it is no \(audio.format.rawValue) file, as the manifest says it is.")]
        }
        return [AudioFault(.good, "\(name): its bytes are those that were written.")]
    }

    private func report(
        _ problems: [String],
        of name: String,
        as weight: AudioFault.Weight = .fault
    ) -> [AudioFault] {
        var found = problems.prefix(Self.mostReported).map { AudioFault(weight, "\(name): \($0).") }
        if problems.count > Self.mostReported {
            found.append(AudioFault(weight, "\(name): \(problems.count - Self.mostReported) more of the kind."))
        }
        return found
    }
}

/// Something that a check of finished audio found.
package struct AudioFault: Sendable, Hashable {
    /// How much it matters.
    package enum Weight: String, Sendable, Hashable {
        /// What was looked at and is good.
        case good
        /// What could not be looked at, or is other than it was without harm.
        case note
        /// What is not as it was written.
        case fault
    }

    package let weight: Weight
    package let message: String

    package init(_ weight: Weight, _ message: String) {
        self.weight = weight
        self.message = message
    }
}

/// Finds out whether the ranges of a manifest can be those of a book.
enum ManifestRanges {
    /// What is wrong, in words.
    static func problems(_ manifest: BookManifest) -> [String] {
        var found = chapterProblems(manifest)
        var (end, sourceEnd) = (0, 0)
        for (index, segment) in manifest.segments.enumerated() {
            let name = "segment \(segment.ordinal)"
            if segment.ordinal != index + 1 { found.append("\(name) stands where segment \(index + 1) belongs") }
            if segment.start < end { found.append("\(name) begins before the one before ends") }
            if segment.end <= segment.start || segment.end > manifest.audio.samples {
                found.append("\(name) ends before it begins, or after the book")
            }
            if segment.sourceStart < sourceEnd || segment.sourceEnd <= segment.sourceStart {
                found.append("\(name) stands in the source before the one before ends")
            }
            if !manifest.chapters.indices.contains(segment.chapter - 1) {
                found.append("\(name) is in a chapter that is not there")
            } else if case let chapter = manifest.chapters[segment.chapter - 1],
                segment.start < chapter.start || segment.end > chapter.end
            {
                found.append("\(name) is not inside its chapter")
            }
            (end, sourceEnd) = (max(end, segment.end), max(sourceEnd, segment.sourceEnd))
        }
        if manifest.segments.last?.boundary != .chapter { found.append("the last segment does not end a chapter") }
        return found
    }

    private static func chapterProblems(_ manifest: BookManifest) -> [String] {
        var found: [String] = []
        var end = 0
        for (index, chapter) in manifest.chapters.enumerated() {
            if chapter.start != end || chapter.end < chapter.start {
                found.append("chapter \(index + 1) does not begin where the one before ends")
            }
            end = chapter.end
        }
        if end != manifest.audio.samples { found.append("the last chapter does not end with the book") }
        return found
    }
}
