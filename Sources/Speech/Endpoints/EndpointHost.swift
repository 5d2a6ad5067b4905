package import Core

/// Provides speech servers that someone else runs, as one synthesizer.
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
    ///   - observe: Called with every change.
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
        var inspections: [EndpointInspection] = []
        do {
            for endpoint in endpoints { inspections.append(try EndpointInspection(endpoint, voice: voice)) }
            let result = try await provide(inspections, body: body)
            for inspection in inspections { await inspection.client.close() }
            return result
        } catch {
            for inspection in inspections { await inspection.client.close() }
            throw error
        }
    }
}

extension EndpointHost {
    private typealias Finding = Swift.Result<SpeechServer, BatchError>

    private func provide<Result: Sendable>(
        _ inspections: [EndpointInspection],
        body: @escaping @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result {
        let findings = try await findings(of: inspections)
        let usable = zip(endpoints, findings).compactMap { endpoint, finding in
            (try? finding.get()).map { (name: endpoint.url, capabilities: $0.capabilities) }
        }
        guard !usable.isEmpty else {
            throw EndpointPool.outage(findings.compactMap(\.failure), when: "at the start")
        }
        let common = try CommonCapabilities.of(usable, maxConcurrency: endpoints.reduce(0) { $0 + $1.maxConcurrency })
        let pool = EndpointPool(capabilities: common, slots: endpoints.map(\.maxConcurrency))
        for (index, finding) in findings.enumerated() {
            switch finding {
            case .success(let server):
                pool.resume(index, server: server)
                await observe(.online(endpoint: endpoints[index].url, capabilities: server.capabilities))
            case .failure(let error): pool.suspendFromStart(index, because: error)
            }
        }
        let supervisor = EndpointSupervisor(
            pool: pool,
            inspections: inspections,
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
    private func findings(of inspections: [EndpointInspection]) async throws -> [Finding] {
        try await withThrowingTaskGroup(of: (Int, Finding).self) { group in
            for (index, inspection) in inspections.enumerated() {
                group.addTask {
                    do {
                        return (index, .success(try await inspection.server()))
                    } catch let error as BatchError {
                        return (index, .failure(error))
                    }
                }
            }
            var findings: [Int: Finding] = [:]
            for try await (index, finding) in group { findings[index] = finding }
            return inspections.indices.compactMap { findings[$0] }
        }
    }
}

extension Result where Failure == BatchError {
    fileprivate var failure: BatchError? {
        if case .failure(let error) = self { error } else { nil }
    }
}
