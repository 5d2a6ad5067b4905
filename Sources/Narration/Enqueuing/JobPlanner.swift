internal import Core
internal import Crypto
internal import Documents
internal import Foundation
internal import Manuscripts
internal import TextKit

/// Turns one source into a job: reads it, finds its chapters, plans its segments.
struct JobPlanner: Sendable {
    let options: EnqueueOptions
    let target: OutputTarget
    /// That of the run to come.
    let profile: Profile
    /// What its engine offered when it was last online.
    let capabilities: SpeechCapabilities?

    /// - Throws: `BatchError` with an `input.…` code.
    func plan(file: URL) throws -> NewJob {
        try plan(try SourceReader().read(contentsOf: file), file: file, identity: file.path)
    }

    /// - Throws: `BatchError` with an `input.…` code.
    func plan(standardInput: Data) throws -> NewJob {
        try plan(try SourceReader().read(standardInput, name: "standard input"), file: nil, identity: "-")
    }

    private func plan(_ document: Document, file: URL?, identity: String) throws -> NewJob {
        let manuscript = try Manuscript(document)
        let jobOptions = options.jobOptions(language: manuscript.language)
        let stem = file.map { $0.deletingPathExtension().lastPathComponent }
        let given = options.title.flatMap(TitleLine.clean)
        let title = given ?? manuscript.title ?? stem.flatMap(TitleLine.clean) ?? "Narration"
        // An empty author is none, whatever the text says.
        let author = options.author.map(TitleLine.clean) ?? manuscript.author
        let base = target.base(forSource: file, title: title)
        let parts = [identity, base, title, author ?? ""]
        return NewJob(
            source: identity,
            fingerprint: fingerprint(of: document.text, parts: parts, options: jobOptions),
            title: title,
            author: author,
            options: jobOptions,
            outputBase: base,
            priority: options.priority,
            chapters: planner(for: jobOptions).plan(manuscript),
            diagnostics: manuscript.diagnostics + occupation(of: base, jobOptions) + voiceFindings(jobOptions)
        )
    }

    /// Cuts the text to the lengths at which the engine speaks best.
    private func planner(for options: JobOptions) -> SegmentPlanner {
        var length = SegmentPlanner.defaultMaxCharacters
        if let best = capabilities?.recommendedCharacters {
            length = min(max(length, best.lowerBound), best.upperBound)
        }
        if let most = capabilities?.maxInputCharacters { length = min(length, most) }
        return SegmentPlanner(maxCharacters: length, language: options.language)
    }

    /// A warning where the engine lacked a voice or a language when it was last online; the run will look again.
    private func voiceFindings(_ options: JobOptions) -> [Diagnostic] {
        guard let capabilities, !capabilities.voices.isEmpty else { return [] }
        let wanted = options.voice ?? profile.speaker ?? capabilities.defaultVoice
        guard let voice = capabilities.voices.first(where: { $0.id == wanted }) else {
            let names = capabilities.voices.map(\.id).joined(separator: ", ")
            let message =
                "\(capabilities.engine) \(capabilities.model) had no voice \"\(wanted)\" when it last ran, "
                + "and would refuse the job; it had: \(names)."
            return [Diagnostic(.warning, code: "voice.unknown", message: message)]
        }
        guard let language = options.language ?? profile.language, !voice.speaks(language) else { return [] }
        let message =
            "The voice \"\(wanted)\" of \(capabilities.engine) \(capabilities.model) did not speak \"\(language)\" "
            + "when it last ran, and would refuse the job; it spoke: \(voice.languages.joined(separator: ", "))."
        return [Diagnostic(.warning, code: "voice.languageUnknown", message: message)]
    }

    /// A warning where a file stands that the job will not replace.
    private func occupation(of base: String, _ options: JobOptions) -> [Diagnostic] {
        let format = options.format ?? profile.format
        guard !options.overwrite, let path = OutputTarget.occupied(base: base, format: format) else { return [] }
        let message =
            "\(path) already exists and will not be replaced: move it away before the run, "
            + "or enqueue again with --again and --overwrite or another --output."
        return [Diagnostic(.warning, code: "output.exists", message: message)]
    }

    /// A hex SHA-256 over the text and everything that makes two jobs different.
    private func fingerprint(of text: String, parts: [String], options: JobOptions) -> String {
        var hasher = SHA256()
        let values = [
            options.voice, options.language, options.speed.map { "\($0)" }, options.seed.map { "\($0)" },
            options.format?.rawValue, "\(options.chapterFiles)",
        ]
        // Only where there are any, so that jobs of before they were known are still recognised.
        let further =
            (options.instructions.map { ["instructions", $0] } ?? [])
            + (options.gaps.map { ["gaps", $0.rawValue] } ?? [])
        for part in parts + values.map({ $0 ?? "" }) + further + [text] {
            hasher.update(data: Data("\(part.utf8.count):".utf8))
            hasher.update(data: Data(part.utf8))
        }
        return hasher.finalize().map { String(format: "%02x", $0) }.joined()
    }
}
