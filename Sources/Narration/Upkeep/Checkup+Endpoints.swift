internal import Audio
internal import Core
internal import Foundation
internal import Reporting
internal import Speech

extension Checkup {
    private static let endpointCheck = "endpoint"

    /// Each endpoint by itself, and whether they speak alike.
    package func endpointFindings(_ profile: Profile, _ waiting: [Job]) async -> [Finding] {
        var findings = profile.endpoints.compactMap(readableKey)
        do {
            let together = try profile.endpointHost(context)
            guard startsSidecar else { return findings }
            let each = await withTaskGroup(of: (Int, Finding).self) { group in
                for index in profile.endpoints.indices {
                    group.addTask { (index, await spokenFinding(profile, index)) }
                }
                var found: [Int: Finding] = [:]
                for await (index, finding) in group { found[index] = finding }
                return profile.endpoints.indices.compactMap { found[$0] }
            }
            findings += each
            guard each.allSatisfy({ $0.severity == .ok }) else { return findings }
            let spoken = try await together.withSynthesizer(observe: { _ in }) { $0.capabilities }
            findings += await listenerFindings(profile, waiting, spoken: spoken)
            guard each.count > 1 else { return findings }
            let message = "All speak alike; together they take \(spoken.maxConcurrency.counted("request")) at once."
            findings.append(Finding(.ok, Self.endpointCheck, message))
        } catch {
            findings.append(finding(Self.endpointCheck, error))
        }
        return findings
    }

    private func spokenFinding(_ profile: Profile, _ index: Int) async -> Finding {
        var alone = profile
        alone.endpoints = [profile.endpoints[index]]
        let url = alone.endpoints[0].url
        do {
            let host = try alone.endpointHost(context)
            return try await host.withSynthesizer(observe: { _ in }) { [alone] synthesizer in
                let found = synthesizer.capabilities
                let request = try Self.fewWords(alone, found)
                let seconds = try await Self.speak(request, synthesizer, patience: alone.responseTimeout)
                let voices = found.voices.map(\.id).joined(separator: ", ")
                let heard = String(format: "%.1f", seconds)
                let facts = "\(url) speaks: \(found.model), \(found.sampleRate) Hz, \(heard) s for a few words"
                return Finding(.ok, Self.endpointCheck, facts + (voices.isEmpty ? "." : "; its voices are: \(voices)."))
            }
        } catch {
            return finding(Self.endpointCheck, error)
        }
    }

    /// A key that anyone on the way could read.
    private func readableKey(_ endpoint: EndpointSettings) -> Finding? {
        let parts = URLComponents(string: endpoint.url)
        let isHere = ["127.0.0.1", "localhost", "[::1]", "::1"].contains(parts?.host ?? "")
        guard endpoint.tokenVariable != nil, parts?.scheme?.lowercased() == "http", !isHere else { return nil }
        return Finding(
            .warning,
            Self.endpointCheck,
            "\(endpoint.url) gets its key over an unencrypted connection.",
            remedy: "Use its https address, unless only trusted machines are on the way."
        )
    }
}
