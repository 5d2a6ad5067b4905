internal import Audio
internal import Core
internal import Foundation

/// Speaks a short text into one file, through the same takes and joins as a book.
package struct Preview: Sendable {
    /// What was said for this preview, and what its profile says.
    package var own: VoiceWishes
    package var profile: VoiceWishes
    package var seed: Int
    package var target: URL
    package var format: AudioFormat
    package var pauses: PauseLengths
    package var mastering: Mastering
    package var overwrite: Bool
    package var responseTimeout: Duration

    /// - Throws: `BatchError`; no file is left behind then.
    package func speak(_ chapters: [NewChapter], with synthesizer: any SpeechSynthesizer) async throws -> FinishedBook {
        let capabilities = synthesizer.capabilities
        var request = try VoiceResolver(capabilities: capabilities, asker: .preview)
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
            vault: TakeFiles(folder: folder),
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
