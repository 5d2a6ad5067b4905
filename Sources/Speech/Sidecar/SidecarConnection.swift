internal import Core

/// The way to a sidecar that said that it is ready.
struct SidecarConnection: Sendable {
    let ready: SidecarAnnouncement.Ready
    let token: String

    /// Makes sure that it is the right one, and lends it to some work.
    ///
    /// - Throws: `sidecar.impostor`, `sidecar.unresponsive`, and what `body` throws.
    func lend<Result: Sendable>(
        observe: @Sendable (SidecarEvent) async -> Void = { _ in },
        body: @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result {
        guard ready.contract == SidecarAnnouncement.contract else {
            throw BatchError(
                .sidecarImpostor,
                "The sidecar speaks contract \(ready.contract), this program speaks \(SidecarAnnouncement.contract).",
                remedy: "Build both from the same version with `make build`."
            )
        }
        let client = SpeechClient(ready, token: token)
        do {
            try await client.confirm()
            await observe(.online(port: ready.port, instance: ready.instance, capabilities: ready.capabilities))
            let result = try await body(client)
            await client.close()
            return result
        } catch {
            await client.close()
            throw error
        }
    }
}
