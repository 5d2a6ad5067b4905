/// Something that can bring speech endpoints up, lend them out, and take down again what it started.
package protocol SpeechHost: Sendable {
    /// Starts the endpoint, runs `body` with it, and stops it whatever the outcome.
    ///
    /// When the endpoint dies while `body` runs, `body` is cancelled.
    /// - Parameters:
    ///   - observe: Hears of every change, in order.
    ///   - body: The work; its error is thrown.
    /// - Returns: The result of the work.
    /// - Throws: `BatchError` with a `sidecar.…` or `endpoint.…` code when the endpoint cannot start, dies or cannot be used.
    func withSynthesizer<Result: Sendable>(
        observe: @escaping @Sendable (SidecarEvent) async -> Void,
        body: @escaping @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result

    /// Ends at once what it started; for a second interrupt.
    func killNow()
}

extension SpeechHost {
    package func killNow() {}
}
