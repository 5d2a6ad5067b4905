import Core
import Foundation
import Reporting

extension EvidenceReport {
    static let sample = sample(of: .sample)

    static func sample(of detail: JobDetailReport) -> EvidenceReport {
        let job = detail.job.job
        return EvidenceReport(
            report: Report(jobs: [job], runs: [.sample], generatedAt: .evening),
            jobs: [JobEvidence(detail: detail, clips: [12: .sample])]
        )
    }

    /// Everything that comes from outside says the same.
    static func saying(_ text: String) -> EvidenceReport {
        let error = BatchError(.synthesisRunaway, text, remedy: text, details: [text: text])
        var job = Job.sample(2, text, .failed, error: error)
        job.author = text
        job.source = text
        job.outputBase = text
        job.options.voice = text
        job.diagnostics = [
            Diagnostic(.note, code: "text.note", message: text, line: 1),
            Diagnostic(.warning, code: text, message: text),
        ]
        let whole = 0..<text.utf8.count
        let transcript = TakeTranscript(
            text: text,
            model: text,
            wordErrorRate: 1,
            missing: [text],
            added: [text],
            alignment: [AlignedWords(.other, text: whole, heard: whole)]
        )
        let finding = TakeFinding(.noise, measured: 1, limit: 0.5, severity: 2, at: 1)
        let review = TakeReview(measures: TakeMeasures(), transcript: transcript, findings: [finding])
        let detail = JobDetailReport(
            job: job,
            chapters: [Chapter(id: 1, jobID: 2, ordinal: 1, title: text, segments: 2, startSeconds: nil)],
            segments: [
                JobDetailReport.segment(1, chapter: 1, text, .done, take: 12),
                JobDetailReport.segment(2, chapter: 1, text, .failed, error: error),
            ],
            takes: [
                JobDetailReport.take(11, for: 101, .rejected), JobDetailReport.take(12, for: 101, .accepted, review),
            ],
            levels: LevelReport(files: [.sample(text, seconds: 60, rms: -20, peak: -4, noiseFloor: -70)]),
            generatedAt: .evening
        )
        return sample(of: detail)
    }
}

extension LevelReport {
    static let sample = LevelReport(files: [
        .sample("book.mp3", seconds: 9_000, rms: -20, peak: -3.4, noiseFloor: -70, loudness: -19.8),
        .sample("01 One.mp3", seconds: 600, rms: -20.5, peak: -3, noiseFloor: -60),
        .sample("02 Two.mp3", seconds: 600, rms: -23.2, peak: -4),
    ])
}

extension FileLevels {
    static func sample(
        _ name: String,
        seconds: Double,
        rms: Double,
        peak: Double,
        noiseFloor: Double? = nil,
        loudness: Double? = nil
    ) -> FileLevels {
        FileLevels(
            name: name,
            levels: AudioLevels(
                loudness: loudness,
                truePeak: nil,
                peak: peak,
                rms: rms,
                noiseFloor: noiseFloor,
                seconds: seconds,
                leadInSeconds: 0.5,
                leadOutSeconds: 1
            )
        )
    }
}

extension TakeClip {
    /// A second of a tone that swells, as a WAV file.
    static let sample: TakeClip = {
        let samples = (0..<8_000).map { Int16(Double($0) * 3 * sin(Double($0) / 4)) }
        let sound = samples.flatMap { withUnsafeBytes(of: $0.littleEndian) { [UInt8]($0) } }
        func number(_ value: Int, _ bytes: Int) -> [UInt8] { (0..<bytes).map { UInt8(value >> ($0 * 8) & 255) } }
        let format = number(1, 2) + number(1, 2) + number(8_000, 4) + number(16_000, 4) + number(2, 2) + number(16, 2)
        var file = [UInt8]("RIFF".utf8) + number(36 + sound.count, 4) + [UInt8]("WAVEfmt ".utf8) + number(16, 4)
        file += format + [UInt8]("data".utf8) + number(sound.count, 4) + sound
        return TakeClip(seconds: 1, waveform: Waveform(samples), audio: .init(mediaType: "audio/wav", bytes: file))
    }()
}
