internal import Core
internal import Crypto
internal import Foundation

extension JobAssembly {
    /// What the manifest tells beside the audio.
    func facts(of active: ActiveJob) async throws -> BookFacts {
        let segments = try await store.segments(of: active.job.id)
        let texts = segments.map { segment in
            (segment.ordinal, BookFacts.Text(sha256: Self.digest(of: segment.text), range: segment.range))
        }
        return BookFacts(
            program: ProgramVersion.name,
            title: active.job.title,
            author: active.job.author,
            source: run.source(active.job, segments),
            voice: BookManifest.Voice(
                name: active.settings.voice,
                engine: capabilities.engine,
                model: capabilities.model,
                language: active.settings.language,
                speed: active.settings.speed
            ),
            texts: Dictionary(uniqueKeysWithValues: texts)
        )
    }

    func note(_ diagnostic: Diagnostic, of job: Job.ID) async throws {
        try await store.add(diagnostic, to: job)
        await observe(.noted(job: job, diagnostic))
    }

    private static func digest(of text: String) -> String { SHA256.hash(data: Data(text.utf8)).hex }
}
