internal import Audio
internal import Core
internal import Foundation
internal import Logging
internal import QueueStore
internal import Speech

extension Profile {
    /// What the job layer needs of the profile.
    package func runConfiguration(home: HomeFolder, context: CommandContext) -> RunConfiguration {
        RunConfiguration(
            profile: name,
            voice: speaker,
            language: language,
            instructions: instructions,
            speed: speed,
            seed: seed,
            format: format,
            pauses: pauses,
            mastering: mastering,
            source: SourceExamination.describe,
            takesFolder: home.takes,
            workers: workers,
            attempts: takes,
            checks: checks,
            restarts: restarts,
            responseTimeout: .seconds(responseTimeout),
            deadline: until?.next(after: context.now(), in: context.timeZone)
        )
    }

    /// What speaks for the profile: its endpoints, of which `observe` then hears, or its sidecar, not started yet.
    ///
    /// Endpoints have a sidecar beside them that listens, where takes are to be compared with their text.
    package func speechHost(
        home: HomeFolder,
        context: CommandContext,
        logger: Logger,
        observe: @escaping @Sendable (EndpointEvent) async -> Void = { _ in }
    ) throws -> any SpeechHost {
        let sidecar = sidecarHost(home: home, context: context, logger: logger)
        guard !endpoints.isEmpty else { return sidecar }
        let speaker = try endpointHost(context, observe: observe)
        guard checks.verification == .transcript else { return speaker }
        return TranscribingHost(speaker: speaker, listener: sidecar, restarts: restarts)
    }

    /// The sidecar that the profile describes, or that listens where endpoints speak; not started yet.
    package func sidecarHost(home: HomeFolder, context: CommandContext, logger: Logger) -> SidecarHost {
        SidecarHost(
            configuration: sidecarConfiguration(context),
            locator: sidecarLocator(context),
            logFile: home.sidecarLog,
            logger: logger
        )
    }

    package func sidecarConfiguration(_ context: CommandContext) -> SidecarConfiguration {
        SidecarConfiguration(
            binary: binary.map { context.url($0).path },
            engine: engineConfiguration(context),
            port: port,
            environment: environment,
            startTimeout: .seconds(startTimeout),
            grace: .seconds(grace)
        )
    }

    package func sidecarLocator(_ context: CommandContext) -> SidecarLocator {
        SidecarLocator(
            configured: binary.map { context.url($0).path },
            environment: context.environment,
            executable: context.executable,
            engine: usesQwen ? .qwen : .embedded
        )
    }

    /// What the engine offered when a run last had it online; nil when none ever had.
    package func rememberedCapabilities(_ store: JobStore?, home: HomeFolder) async throws -> SpeechCapabilities? {
        guard let store = try store ?? (home.hasQueue ? JobStore(at: home.database) : nil) else { return nil }
        if let endpoint = endpoints.first {
            return try await store.rememberedCapabilities(of: SpeechCapabilities.endpointEngine, model: endpoint.model)
        }
        let folder = model.map { URL(fileURLWithPath: $0).lastPathComponent }
        return try await store.rememberedCapabilities(
            of: (usesQwen ? EngineConfiguration.Name.qwen : .embedded).rawValue,
            model: usesQwen ? folder : nil
        )
    }

    private func engineConfiguration(_ context: CommandContext) -> EngineConfiguration {
        var engine = EngineConfiguration(usesQwen ? .qwen : .embedded, model: modelPlace(context))
        // One that only listens.
        engine.maxConcurrency = endpoints.isEmpty ? maxConcurrency : 1
        if checks.verification == .transcript {
            engine.transcriptionModel = transcriptionModel.map { context.url($0).path }
            engine.transcribers = transcribers
        }
        guard usesQwen else { return engine }
        engine.allowsDownload = allowDownload
        engine.device = device
        engine.dtype = dtype
        engine.attention = attention
        engine.voiceDescription = design
        engine.reference = clone.map { EngineConfiguration.Reference(audio: context.url($0).path, text: cloneText) }
        return engine
    }

    /// The model's absolute path; a hub's id stays one.
    private func modelPlace(_ context: CommandContext) -> String? {
        guard let model else { return nil }
        let path = context.url(model).path
        return allowDownload && !FileManager.default.fileExists(atPath: path) ? model : path
    }
}

extension Profile {
    /// The endpoints as one.
    ///
    /// - Throws: `profile.invalid` when a key is not in the environment.
    package func endpointHost(
        _ context: CommandContext,
        observe: @escaping @Sendable (EndpointEvent) async -> Void = { _ in }
    ) throws -> EndpointHost {
        EndpointHost(
            endpoints: try endpoints.map { try configuration(of: $0, context) },
            voice: speaker,
            outageLimit: .seconds(outageTimeout),
            observe: observe
        )
    }

    private func configuration(
        of endpoint: EndpointSettings,
        _ context: CommandContext
    ) throws -> EndpointConfiguration {
        EndpointConfiguration(
            url: endpoint.url,
            dialect: endpoint.dialect,
            token: try endpoint.tokenVariable.map { EndpointToken(try key(in: $0, for: endpoint, context)) },
            model: endpoint.model,
            maxConcurrency: endpoint.maxConcurrency,
            sampleRate: endpoint.sampleRate,
            voices: endpoint.voices,
            certificateFile: endpoint.certificateFile.map { context.url($0).path },
            responseTimeout: .seconds(endpoint.responseTimeout)
        )
    }

    private func key(in variable: String, for endpoint: EndpointSettings, _ context: CommandContext) throws -> String {
        let key = context.environment[variable]?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        // Nothing else can stand in a header.
        guard !key.isEmpty, key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw BatchError(
                .profileInvalid,
                "The environment variable \(variable), which token_env of \(endpoint.url) names, "
                    + (key.isEmpty ? "is not set." : "holds something that is no key."),
                remedy: "Set it to the server's key where `qwen-batch` runs, or take token_env out of the profile.",
                details: ["variable": variable]
            )
        }
        return key
    }
}

extension Profile {
    /// What the profile asks of whoever speaks.
    package var wishes: VoiceWishes {
        VoiceWishes(voice: speaker, language: language, instructions: instructions, speed: speed)
    }
}
