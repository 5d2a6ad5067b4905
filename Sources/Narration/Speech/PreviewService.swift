internal import Audio
package import Core
internal import Documents
package import Foundation
internal import LocalSystem
internal import Logging
internal import Manuscripts
internal import Speech

/// What can be asked of a preview; nil leaves the choice to the profile.
package struct PreviewRequest: Sendable, Hashable {
    package var voice: String?
    package var language: String?
    package var instructions: String?
    package var speed: Double?
    package var seed: Int?
    /// The file to write, as it was typed; its ending names the format.
    package var output: String
    package var overwrite = false

    package init(output: String) {
        self.output = output
    }

    /// The first option that cannot be had; nil when all can.
    package var fault: OptionFault? {
        if let fault = OptionFault.language(language) ?? .seed(seed) { return fault }
        let ending = URL(fileURLWithPath: output).pathExtension
        guard !ending.isEmpty, OutputTarget.format(ofPath: output) == nil else { return nil }
        return OptionFault("output", "ends in .\(ending); the endings are wav, flac, mp3, ogg and opus.")
    }
}

/// A voice that an engine has.
package struct VoiceReport: Sendable, Hashable, Encodable {
    package let voice: SpeechCapabilities.Voice

    private enum CodingKeys: CodingKey {
        case fingerprint, id, languages, name
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(voice.fingerprint, forKey: .fingerprint)
        try container.encode(voice.id, forKey: .id)
        try container.encode(voice.languages, forKey: .languages)
        try container.encode(voice.name, forKey: .name)
    }
}

/// A preview that was spoken.
package struct SpokenPreview: Sendable, Hashable {
    package let file: URL
    package let audioSeconds: Double
}

/// What is made known while a preview is made.
package enum PreviewEvent: Sendable, Hashable {
    /// A sidecar is started for it.
    case starting
    /// There are instructions, which the model does not follow.
    case instructionsIgnored(model: String)
}

/// Speaks outside the queue: with the profile's endpoints, else the kept sidecar where it fits, else one of its own.
package struct PreviewService: Sendable {
    private let workspace: Workspace
    private let profile: Profile
    private let sidecar: SidecarHost

    /// - Throws: `profile.invalid`.
    package init(_ workspace: Workspace, profile name: String) throws {
        self.workspace = workspace
        profile = try ProfileFinder(workspace).profile(named: name)
        sidecar = profile.sidecarHost(workspace, logger: Logger(label: "qwen-batch") { _ in SwiftLogNoOpLogHandler() })
    }

    /// What the engine can speak with.
    ///
    /// - Throws: `BatchError` where nothing speaks.
    package func voices(
        observe: @escaping @Sendable (PreviewEvent) async -> Void = { _ in }
    ) async throws -> [VoiceReport] {
        try await withSynthesizer(observe) { $0.capabilities.voices.map(VoiceReport.init) }
    }

    /// Speaks a short text into one file, through the same takes and joins as a book.
    ///
    /// - Parameters:
    ///   - text: The text, in any encoding that sources may have.
    ///   - request: How, and where to.
    ///   - observe: Is told of what may take long or is not as it was asked for.
    /// - Returns: The file.
    /// - Throws: `BatchError`; no file is left behind then.
    package func say(
        _ text: Data,
        _ request: PreviewRequest,
        observe: @escaping @Sendable (PreviewEvent) async -> Void = { _ in }
    ) async throws -> SpokenPreview {
        let manuscript = try Manuscript(try SourceReader().read(text, name: "the text"))
        let chapters = SegmentPlanner(language: request.language).plan(manuscript)
        return try await withSynthesizer(observe) { synthesizer in
            let capabilities = synthesizer.capabilities
            if (request.instructions ?? profile.instructions) != nil, !capabilities.supportsInstructions {
                await observe(.instructionsIgnored(model: capabilities.model))
            }
            let book = try await speak(chapters, request, with: synthesizer)
            return SpokenPreview(file: book.files[0], audioSeconds: book.audioSeconds)
        }
    }

    /// Kills at once what it started; for a second interrupt.
    package func killNow() { sidecar.killNow() }
}

extension PreviewService {
    private func withSynthesizer<Result: Sendable>(
        _ observe: @escaping @Sendable (PreviewEvent) async -> Void,
        _ body: @escaping @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result {
        guard profile.endpoints.isEmpty else {
            return try await profile.endpointHost(workspace).withSynthesizer(observe: { _ in }, body: body)
        }
        let wanted = profile.sidecarConfiguration(workspace)
        let locator = profile.sidecarLocator(workspace)
        if let kept = try await workspace.sidecarKeeper.host(for: wanted, locator: locator) {
            return try await kept.withSynthesizer(observe: { _ in }, body: body)
        }
        return try await sidecar.withSynthesizer(
            observe: { event in
                if case .starting = event { await observe(.starting) }
            },
            body: body
        )
    }

    private func speak(
        _ chapters: [NewChapter],
        _ wanted: PreviewRequest,
        with synthesizer: any SpeechSynthesizer
    ) async throws -> FinishedBook {
        let capabilities = synthesizer.capabilities
        let own = VoiceOptions(
            voice: wanted.voice,
            language: wanted.language,
            instructions: wanted.instructions,
            speed: wanted.speed
        )
        var request = try VoiceResolver(capabilities: capabilities, asker: .preview)
            .request(own, else: profile.voiceOptions, seed: wanted.seed ?? profile.seed)
        let folder = FileManager.default.temporaryDirectory.appending(path: "qwen-batch-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let assembler = try assembler(for: wanted, sampleRate: capabilities.sampleRate)
        let recorder = TakeRecorder(
            synthesizer: synthesizer,
            files: TakeFiles(folder: folder),
            timeout: AdaptiveTimeout(base: .seconds(profile.responseTimeout))
        )
        for (number, chapter) in chapters.enumerated() {
            for segment in chapter.segments {
                request.text = segment.text
                let take = try await recorder.record(SynthesisPlan(request, capabilities: capabilities))
                guard let file = take.file else { preconditionFailure("an accepted take has a file") }
                try assembler.append(
                    take: recorder.files.url(of: file),
                    chapter: number + 1,
                    chapterTitle: chapter.title,
                    boundary: segment.boundary
                )
            }
        }
        nonisolated(unsafe) let book = assembler
        return try await BlockingWork.run { try book.finish() }
    }

    private func assembler(for wanted: PreviewRequest, sampleRate: Int) throws -> BookAssembler {
        let format = OutputTarget.format(ofPath: wanted.output) ?? profile.format
        let base = OutputTarget(option: wanted.output, isShared: false, workspace: workspace)
            .base(forSource: nil, title: "preview")
        return try BookAssembler(
            configuration: AssemblyConfiguration(
                book: URL(fileURLWithPath: base).appendingPathExtension(format.fileExtension),
                format: format,
                sampleRate: sampleRate,
                pauses: profile.pauses,
                mastering: profile.mastering,
                overwrite: wanted.overwrite
            )
        )
    }
}
