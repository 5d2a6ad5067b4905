internal import BatchCore
internal import Foundation
internal import Reports

/// What the report takes from the manifest beside a finished book: where each segment is heard, and how loud the files are.
struct ReportManifest {
    let layout: BookLayout
    let levels: LevelReport

    /// Reads the manifest of a job's book; nil where there is none that is about it.
    init?(of job: Job) {
        guard job.state == .completed, let output = job.outputs.first else { return nil }
        self.init(ofBookAt: URL(fileURLWithPath: output))
    }

    /// Reads the manifest beside a book.
    init?(ofBookAt book: URL) {
        let places = [
            book.deletingPathExtension().appendingPathExtension("manifest.json"),
            book.appendingPathExtension("manifest.json"),
        ]
        let documents = places.lazy.compactMap { try? Data(contentsOf: $0) }
            .compactMap { try? JSONDecoder().decode(Document.self, from: $0) }
        guard let document = documents.first(where: { $0.audio.file == book.lastPathComponent }) else { return nil }
        self.init(document)
    }

    private init?(_ document: Document) {
        guard document.audio.sampleRate > 0 else { return nil }
        let rate = Double(document.audio.sampleRate)
        let spans = document.segments.filter { $0.start <= $0.end }.map { segment in
            (segment.ordinal, Double(segment.start) / rate..<Double(segment.end) / rate)
        }
        layout = BookLayout(spans: Dictionary(spans) { first, _ in first })
        let chapters = document.chapters.compactMap { chapter in
            chapter.audio.map { chapter.levels.report(on: $0.file) }
        }
        levels = LevelReport(files: [document.levels.report(on: document.audio.file)] + chapters)
    }

    /// The keys of the manifest that are looked at.
    private struct Document: Decodable {
        struct Audio: Decodable {
            var file: String
            var sampleRate: Int
        }

        struct Chapter: Decodable {
            var levels: Levels
            var audio: Audio?
        }

        struct Segment: Decodable {
            var ordinal: Int
            var start: Int
            var end: Int
        }

        /// What is nil is digital silence, or too short to be measured.
        struct Levels: Decodable {
            var rms: Double?
            var peak: Double?
            var noiseFloor: Double?
            var loudness: Double?
            var seconds: Double
            var leadInSeconds: Double?
            var leadOutSeconds: Double?

            func report(on file: String) -> FileLevels {
                FileLevels(
                    name: file,
                    seconds: seconds,
                    rms: rms ?? -.infinity,
                    peak: peak ?? -.infinity,
                    noiseFloor: noiseFloor ?? -.infinity,
                    loudness: loudness,
                    leadIn: leadInSeconds,
                    leadOut: leadOutSeconds
                )
            }
        }

        var audio: Audio
        var levels: Levels
        var chapters: [Chapter]
        var segments: [Segment]
    }
}
