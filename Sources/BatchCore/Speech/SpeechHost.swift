/// Something that can bring a speech endpoint up, lend it out, and take it down again.
package protocol SpeechHost: Sendable {
    /// Starts the endpoint, runs `body` with it, and stops it whatever the outcome.
    ///
    /// When the endpoint dies while `body` runs, `body` is cancelled.
    /// - Parameters:
    ///   - observe: Hears of every change, in order.
    ///   - body: The work; its error is thrown.
    /// - Returns: The result of the work.
    /// - Throws: `BatchError` with a `sidecar.…` code when the endpoint cannot start or dies.
    func withSynthesizer<Result: Sendable>(
        observe: @escaping @Sendable (SidecarEvent) async -> Void,
        body: @escaping @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result
}
