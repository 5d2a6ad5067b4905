internal import Core

/// Watches the endpoints of a pool while they work: gives work again to those that speak again, and ends the work when none can
/// be used for long.
struct EndpointSupervisor: Sendable {
    let pool: EndpointPool
    /// Of each endpoint, in the order of the pool.
    let inspections: [EndpointInspection]
    let outageLimit: Duration
    let backoff: Backoff
    let observe: @Sendable (EndpointEvent) async -> Void

    /// How often it is checked whether none could be used for too long.
    private static let outageCheck = Duration.milliseconds(250)

    /// - Throws: What `body` throws.
    func supervise<Result: Sendable>(during body: @escaping @Sendable () async throws -> Result) async throws -> Result
    {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                await watch()
                return nil
            }
            defer { group.cancelAll() }
            while let next = try await group.next() {
                if let result = next { return result }
            }
            throw CancellationError()
        }
    }

    /// Goes on until it is cancelled.
    private func watch() async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                while (try? await Task.sleep(for: Self.outageCheck)) != nil { pool.closeIfOut(for: outageLimit) }
            }
            for await suspension in pool.suspensions {
                let url = inspections[suspension.index].configuration.url
                await observe(.resting(endpoint: url, error: suspension.reason))
                group.addTask {
                    if await end(suspension) { await observe(.back(endpoint: url)) }
                }
            }
        }
    }

    /// Gives an endpoint work again, after the pause that it asked for or once it has spoken a few words.
    ///
    /// - Returns: False where it was cancelled before.
    private func end(_ suspension: EndpointPool.Suspension) async -> Bool {
        let index = suspension.index
        if let pause = suspension.pause {
            guard (try? await Task.sleep(for: pause)) != nil else { return false }
            pool.resume(index)
            return true
        }
        // What may have been the text's fault is looked into at once.
        var wait = suspension.reason.code.isOfEndpoint ? backoff.delay(afterAttempt: 0) : .zero
        for attempt in 0... {
            guard (try? await Task.sleep(for: wait)) != nil else { return false }
            do {
                pool.resume(index, server: try await server(index))
                return true
            } catch let error as BatchError {
                pool.noteReason(index, error)
                wait = backoff.delay(afterAttempt: attempt)
            } catch {
                return false
            }
        }
        return false
    }

    /// Makes sure that an endpoint speaks, and speaks like the others.
    private func server(_ index: Int) async throws -> SpeechServer {
        let server = try await inspections[index].server()
        let errors = server.client.errors
        if let difference = CommonCapabilities.difference(between: pool.capabilities, and: server.capabilities) {
            throw errors.unsuitable("it does not speak like the other endpoints: \(difference).")
        }
        if let shortfall = CommonCapabilities.shortfall(of: server.capabilities, beside: pool.capabilities) {
            throw errors.unsuitable("it cannot do what the run began with: \(shortfall).")
        }
        return server
    }
}
