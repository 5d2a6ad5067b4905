internal import BatchCore
internal import Foundation
internal import JobProcessing
internal import SoundFiles

/// Speaks a short text into one file, through the same takes and joins as a book.
struct Preview: Sendable {
    /// What was said for this preview, and what its profile says.
    var own: VoiceWishes
    var profile: VoiceWishes
    var seed: Int
    var target: URL
    var format: AudioFormat
    var pauses: PauseLengths
    var mastering: Mastering
    var overwrite: Bool
    var responseTimeout: Duration

    /// - Throws: `BatchError`; no file is left behind then.
    func speak(_ chapters: [NewChapter], with synthesizer: any SpeechSynthesizer) async throws -> FinishedBook {
        let capabilities = synthesizer.capabilities
        var request = try EngineOffer(capabilities: capabilities, asker: .preview)
            .request(own, else: profile, seed: seed)
        let folder = FileManager.default.temporaryDirectory.appending(path: "qwen-batch-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let assembler = try BookAssembler(
            configuration: AssemblyConfiguration(
                book: target,
                format: format,
                sampleRate: capabilities.sampleRate,
                pauses: pauses,
                mastering: mastering,
                overwrite: overwrite
            )
        )
        let recorder = TakeRecorder(
            synthesizer: synthesizer,
            vault: TakeVault(folder: folder),
            patience: AnswerPatience(base: responseTimeout)
        )
        for (number, chapter) in chapters.enumerated() {
            for segment in chapter.segments {
                request.text = segment.text
                let take = try await recorder.record(TakeScript(request, capabilities: capabilities))
                guard let file = take.file else { preconditionFailure("an accepted take has a file") }
                try assembler.append(
                    take: recorder.vault.url(of: file),
                    chapter: number + 1,
                    chapterTitle: chapter.title,
                    boundary: segment.boundary
                )
            }
        }
        return try assembler.finish()
    }
}
