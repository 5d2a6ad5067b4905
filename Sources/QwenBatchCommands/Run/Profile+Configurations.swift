internal import BatchCore
internal import Foundation
internal import JobProcessing
internal import Logging
internal import SpeechSidecar

extension Profile {
    /// What the job layer needs of the profile.
    func runConfiguration(home: HomeFolder, context: CommandContext) -> RunConfiguration {
        RunConfiguration(
            profile: name,
            voice: speaker,
            language: language,
            speed: speed,
            seed: seed,
            format: format,
            pauses: pauses,
            takesFolder: home.takes,
            workers: workers,
            attempts: attempts,
            restarts: restarts,
            responseTimeout: .seconds(responseTimeout),
            deadline: until?.next(after: context.now(), in: context.timeZone)
        )
    }

    /// What speaks for the profile: its endpoints, of which `observe` then hears, or its sidecar, not started yet.
    func speechHost(
        home: HomeFolder,
        context: CommandContext,
        logger: Logger,
        observe: @escaping @Sendable (EndpointEvent) async -> Void = { _ in }
    ) throws -> any SpeechHost {
        guard endpoints.isEmpty else { return try endpointHost(context, observe: observe) }
        return sidecarHost(home: home, context: context, logger: logger)
    }

    /// The sidecar that the profile describes, not started yet.
    func sidecarHost(home: HomeFolder, context: CommandContext, logger: Logger) -> SidecarHost {
        SidecarHost(
            configuration: sidecarConfiguration(context),
            locator: sidecarLocator(context),
            logFile: home.sidecarLog,
            logger: logger
        )
    }

    func sidecarConfiguration(_ context: CommandContext) -> SidecarConfiguration {
        SidecarConfiguration(
            binary: binary.map { context.url($0).path },
            engine: engine,
            model: model.map { context.url($0).path },
            port: port,
            environment: environment,
            startTimeout: .seconds(startTimeout),
            grace: .seconds(grace)
        )
    }

    func sidecarLocator(_ context: CommandContext) -> SidecarLocator {
        SidecarLocator(
            configured: binary.map { context.url($0).path },
            environment: context.environment,
            executable: context.executable
        )
    }
}
