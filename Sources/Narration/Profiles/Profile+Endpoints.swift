internal import Audio
internal import Core
internal import Foundation
internal import Speech

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
