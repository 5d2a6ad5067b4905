package import Core

/// Lends out a sidecar that goes on afterwards.
package struct KeptSidecarHost: SpeechHost {
    let connection: SidecarConnection

    package func withSynthesizer<Result: Sendable>(
        observe: @escaping @Sendable (SidecarEvent) async -> Void,
        body: @escaping @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result {
        try await connection.lend(observe: observe, body: body)
    }
}
