internal import Audio
internal import Core
internal import Foundation
internal import Logging
internal import QueueStore
internal import Speech

extension Profile {
    /// What a run needs of the profile.
    package func runConfiguration(_ workspace: Workspace) -> RunConfiguration {
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
            takesFolder: workspace.home.takes,
            workers: workers,
            attempts: takes,
            checks: checks,
            gaps: gaps,
            restarts: restarts,
            responseTimeout: .seconds(responseTimeout),
            deadline: until?.next(after: workspace.now(), in: workspace.timeZone)
        )
    }

    /// What speaks for the profile: its endpoints, whose events go to `observe`, or its sidecar, not started yet.
    ///
    /// Endpoints have a sidecar beside them that transcribes, where takes are to be compared with their text.
    func speechHost(
        _ workspace: Workspace,
        logger: Logger,
        observe: @escaping @Sendable (EndpointEvent) async -> Void = { _ in }
    ) throws -> any SpeechHost {
        let sidecar = sidecarHost(workspace, logger: logger)
        guard !endpoints.isEmpty else { return sidecar }
        let speaker = try endpointHost(workspace, observe: observe)
        guard checks.verification == .transcript else { return speaker }
        return TranscriberSupervisor(speechHost: speaker, transcriberHost: sidecar, restarts: restarts)
    }

    /// The sidecar that the profile describes, or that transcribes where endpoints speak; not started yet.
    func sidecarHost(_ workspace: Workspace, logger: Logger) -> SidecarHost {
        SidecarHost(
            configuration: sidecarConfiguration(workspace),
            locator: sidecarLocator(workspace),
            logFile: workspace.home.sidecarLog,
            logger: logger
        )
    }

    func sidecarConfiguration(_ workspace: Workspace) -> SidecarConfiguration {
        SidecarConfiguration(
            binary: binary.map { workspace.url($0).path },
            engine: engineConfiguration(workspace),
            port: port,
            environment: environment,
            startTimeout: .seconds(startTimeout),
            grace: .seconds(grace)
        )
    }

    func sidecarLocator(_ workspace: Workspace) -> SidecarLocator {
        SidecarLocator(
            configured: binary.map { workspace.url($0).path },
            environment: workspace.environment,
            executable: workspace.executable,
            engine: usesQwen ? .qwen : .embedded
        )
    }

    /// What the engine offered when a run last had it online; nil when no run ever had.
    func rememberedCapabilities(in store: JobStore) async throws -> SpeechCapabilities? {
        if let endpoint = endpoints.first {
            return try await store.rememberedCapabilities(of: SpeechCapabilities.endpointEngine, model: endpoint.model)
        }
        let folder = model.map { URL(fileURLWithPath: $0).lastPathComponent }
        return try await store.rememberedCapabilities(
            of: (usesQwen ? EngineConfiguration.Name.qwen : .embedded).rawValue,
            model: usesQwen ? folder : nil
        )
    }

    private func engineConfiguration(_ workspace: Workspace) -> EngineConfiguration {
        var engine = EngineConfiguration(usesQwen ? .qwen : .embedded, model: modelPlace(workspace))
        // One that only transcribes.
        engine.maxConcurrency = endpoints.isEmpty ? maxConcurrency : 1
        if checks.verification == .transcript {
            engine.transcriptionModel = transcriptionModel.map { workspace.url($0).path }
            engine.transcribers = transcribers
        }
        guard usesQwen else { return engine }
        engine.allowsDownload = allowDownload
        engine.device = device
        engine.dtype = dtype
        engine.attention = attention
        engine.voiceDescription = design
        engine.reference = clone.map { EngineConfiguration.Reference(audio: workspace.url($0).path, text: cloneText) }
        return engine
    }

    /// The model's absolute path; a hub's id stays one.
    private func modelPlace(_ workspace: Workspace) -> String? {
        guard let model else { return nil }
        let path = workspace.url(model).path
        return allowDownload && !FileManager.default.fileExists(atPath: path) ? model : path
    }
}

extension Profile {
    /// The endpoints as one.
    ///
    /// - Throws: `profile.invalid` when a key is not in the environment.
    func endpointHost(
        _ workspace: Workspace,
        observe: @escaping @Sendable (EndpointEvent) async -> Void = { _ in }
    ) throws -> EndpointHost {
        EndpointHost(
            endpoints: try endpoints.map { try configuration(of: $0, workspace) },
            voice: speaker,
            outageLimit: .seconds(outageTimeout),
            observe: observe
        )
    }

    private func configuration(
        of endpoint: EndpointSettings,
        _ workspace: Workspace
    ) throws -> EndpointConfiguration {
        EndpointConfiguration(
            url: endpoint.url,
            dialect: endpoint.dialect,
            token: try endpoint.tokenVariable.map { EndpointToken(try key(in: $0, for: endpoint, workspace)) },
            model: endpoint.model,
            maxConcurrency: endpoint.maxConcurrency,
            sampleRate: endpoint.sampleRate,
            voices: endpoint.voices,
            certificateFile: endpoint.certificateFile.map { workspace.url($0).path },
            responseTimeout: .seconds(endpoint.responseTimeout)
        )
    }

    private func key(in variable: String, for endpoint: EndpointSettings, _ workspace: Workspace) throws -> String {
        let key = workspace.environment[variable]?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        // Nothing else can stand in a header.
        guard !key.isEmpty, key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw BatchError(
                .profileInvalid,
                "The environment variable \(variable), which token_env of \(endpoint.url) names, "
                    + (key.isEmpty ? "is not set." : "holds something that is not a key."),
                remedy: "Set it to the server's key where `qwen-batch` runs, or take token_env out of the profile.",
                details: ["variable": variable]
            )
        }
        return key
    }
}

extension Profile {
    /// What the profile asks of whoever speaks.
    var voiceOptions: VoiceOptions {
        VoiceOptions(voice: speaker, language: language, instructions: instructions, speed: speed)
    }
}
