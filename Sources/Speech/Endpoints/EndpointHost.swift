package import Core

/// Lends out speech servers that someone else runs, as one synthesizer.
package struct EndpointHost: SpeechHost {
    private let endpoints: [EndpointConfiguration]
    private let voice: String?
    private let outageLimit: Duration
    private let backoff: Backoff
    private let observe: @Sendable (EndpointEvent) async -> Void

    /// - Parameters:
    ///   - endpoints: At least one.
    ///   - voice: The voice that endpoints are tried with, where they have it.
    ///   - outageLimit: How long work waits while none can be used.
    ///   - backoff: How long to wait before an endpoint is tried again.
    ///   - observe: Hears of every change.
    package init(
        endpoints: [EndpointConfiguration],
        voice: String? = nil,
        outageLimit: Duration = .seconds(600),
        backoff: Backoff = .exponentialJitter(base: .seconds(1), cap: .seconds(60)),
        observe: @escaping @Sendable (EndpointEvent) async -> Void = { _ in }
    ) {
        self.endpoints = endpoints
        self.voice = voice
        self.outageLimit = outageLimit
        self.backoff = backoff
        self.observe = observe
    }

    /// - Throws: An `endpoint.…` code when none can be used at the start, or for too long, or when they do not speak alike;
    ///   and what `body` throws.
    package func withSynthesizer<Result: Sendable>(
        observe _: @escaping @Sendable (SidecarEvent) async -> Void,
        body: @escaping @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result {
        var connections: [EndpointConnection] = []
        do {
            for endpoint in endpoints { connections.append(try EndpointConnection(endpoint)) }
            let result = try await lend(connections, body: body)
            for connection in connections { await connection.close() }
            return result
        } catch {
            for connection in connections { await connection.close() }
            throw error
        }
    }
}

extension EndpointHost {
    private typealias Finding = Swift.Result<SpeechCapabilities, BatchError>

    private func lend<Result: Sendable>(
        _ connections: [EndpointConnection],
        body: @escaping @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result {
        let findings = try await inspect(connections)
        let usable = zip(endpoints, findings).compactMap { endpoint, finding in
            (try? finding.get()).map { (name: endpoint.url, capabilities: $0) }
        }
        guard !usable.isEmpty else {
            throw EndpointOutage.error(findings.compactMap(\.failure), during: "at the start")
        }
        let common = try PoolAgreement.common(usable, maxConcurrency: endpoints.reduce(0) { $0 + $1.maxConcurrency })
        let pool = EndpointPool(capabilities: common, slots: endpoints.map(\.maxConcurrency))
        for (index, finding) in findings.enumerated() {
            switch finding {
            case .success(let capabilities):
                let client = EndpointClient(connection: connections[index], capabilities: capabilities)
                pool.resume(index, client: client)
                await observe(.online(endpoint: endpoints[index].url, capabilities: capabilities))
            case .failure(let error): pool.restFromStart(index, because: error)
            }
        }
        let supervisor = EndpointSupervisor(
            pool: pool,
            connections: connections,
            voice: voice,
            outageLimit: outageLimit,
            backoff: backoff,
            observe: observe
        )
        let result = try await supervisor.supervise(during: { try await body(pool) })
        for (endpoint, member) in zip(endpoints, pool.members) {
            await observe(.done(endpoint: endpoint.url, tally: member.tally))
        }
        return result
    }

    /// Looks at all endpoints at once.
    private func inspect(_ connections: [EndpointConnection]) async throws -> [Finding] {
        try await withThrowingTaskGroup(of: (Int, Finding).self) { group in
            for (index, connection) in connections.enumerated() {
                group.addTask {
                    do {
                        let inspection = EndpointInspection(connection: connection, voice: voice)
                        return (index, .success(try await inspection.capabilities()))
                    } catch let error as BatchError {
                        return (index, .failure(error))
                    }
                }
            }
            var findings: [Int: Finding] = [:]
            for try await (index, finding) in group { findings[index] = finding }
            return connections.indices.compactMap { findings[$0] }
        }
    }
}

extension Result where Failure == BatchError {
    fileprivate var failure: BatchError? {
        if case .failure(let error) = self { error } else { nil }
    }
}
