package import Core

/// The endpoint that a sidecar yields once it is ready; from there on it is a speech server like any other.
package struct SidecarConnection: SpeechHost {
    let ready: SidecarAnnouncement.Ready
    let token: EndpointToken

    /// Makes sure that it is the sidecar, and gives it to some work; it goes on afterwards.
    ///
    /// - Throws: `sidecar.impostor`, `sidecar.unresponsive`, and what `body` throws.
    package func withSynthesizer<Result: Sendable>(
        observe: @escaping @Sendable (SidecarEvent) async -> Void = { _ in },
        body: @escaping @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result {
        guard ready.contract == SidecarAnnouncement.contract else {
            throw BatchError(
                .sidecarImpostor,
                "The sidecar speaks contract \(ready.contract), this program speaks \(SidecarAnnouncement.contract).",
                remedy: "Build both from the same version with `make build`."
            )
        }
        let server = SpeechServer(
            client: try SpeechClient(endpoint),
            capabilities: ready.capabilities,
            waitsWhileBusy: true,
            transcription: ready.transcription,
            transcriptionTrouble: ready.transcriptionTrouble
        )
        do {
            try await server.confirm()
            await observe(.online(port: ready.port, instance: ready.instance, capabilities: ready.capabilities))
            let result = try await body(server)
            await server.client.close()
            return result
        } catch {
            await server.client.close()
            throw error
        }
    }

    private var endpoint: SpeechEndpoint {
        SpeechEndpoint(
            owner: .sidecar(instance: ready.instance),
            base: "http://127.0.0.1:\(ready.port)",
            token: token,
            dialect: .qwenBatch
        )
    }
}
