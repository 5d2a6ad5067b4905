internal import Audio
internal import Core
internal import Reporting

/// What the report takes from the manifest beside a finished book.
extension BookManifest {
    /// Where each segment is heard.
    package var layout: BookLayout {
        let rate = Double(audio.sampleRate)
        let spans = segments.filter { $0.start <= $0.end }.map { segment in
            (segment.ordinal, Double(segment.start) / rate..<Double(segment.end) / rate)
        }
        return BookLayout(spans: Dictionary(spans) { first, _ in first })
    }

    /// How loud the book is, and the files of its chapters.
    package var levelReport: LevelReport {
        let chapters = chapters.compactMap { chapter in
            chapter.audio.map { FileLevels(name: $0.file, levels: chapter.levels) }
        }
        return LevelReport(files: [FileLevels(name: audio.file, levels: levels)] + chapters)
    }
}
