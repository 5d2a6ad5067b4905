internal import Core

/// Looks after the endpoints of a pool while they work: brings back those that rest, and ends the work when all do for long.
struct EndpointSupervisor: Sendable {
    let pool: EndpointPool
    let connections: [EndpointConnection]
    let voice: String?
    let outageLimit: Duration
    let backoff: Backoff
    let observe: @Sendable (EndpointEvent) async -> Void

    /// How often it is looked whether all have been resting for too long.
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
            for await rest in pool.rests {
                await observe(.resting(endpoint: name(rest.index), error: rest.reason))
                group.addTask { await bringBack(rest) }
            }
        }
    }

    /// Gives an endpoint work again, after the pause that it asked for or once it has spoken a few words.
    private func bringBack(_ rest: EndpointPool.Rest) async {
        if let pause = rest.pause {
            guard (try? await Task.sleep(for: pause)) != nil else { return }
            pool.resume(rest.index)
            await observe(.back(endpoint: name(rest.index)))
            return
        }
        // What may have been the text's doing is looked into at once.
        var wait = rest.reason.code.isOfEndpoint ? backoff.delay(afterAttempt: 0) : .zero
        for attempt in 0... {
            guard (try? await Task.sleep(for: wait)) != nil else { return }
            do {
                pool.resume(rest.index, client: try await prove(rest.index))
                await observe(.back(endpoint: name(rest.index)))
                return
            } catch let error as BatchError {
                pool.noteReason(rest.index, error)
                wait = backoff.delay(afterAttempt: attempt)
            } catch {
                return
            }
        }
    }

    /// Makes sure that an endpoint speaks, and speaks like the others.
    private func prove(_ index: Int) async throws -> EndpointClient {
        let connection = connections[index]
        let found = try await EndpointInspection(connection: connection, voice: voice).capabilities()
        if let difference = PoolAgreement.difference(between: pool.capabilities, and: found) {
            throw connection.trouble.unsuitable("it does not speak like the other endpoints: \(difference).")
        }
        if let shortfall = PoolAgreement.shortfall(of: found, beside: pool.capabilities) {
            throw connection.trouble.unsuitable("it cannot do what the run began with: \(shortfall).")
        }
        return EndpointClient(connection: connection, capabilities: found)
    }

    private func name(_ index: Int) -> String { connections[index].configuration.url }
}
