package import Core
internal import NIOConcurrencyHelpers

/// A host that lends out scripted synthesizers, one a start, or fails to start.
package final class ScriptedHost: SpeechHost {
    /// How one start goes.
    package enum Start: Sendable {
        case online(ScriptedSynthesizer)
        case failure(BatchError)
    }

    private let starts: @Sendable (Int) -> Start
    private let count = NIOLockedValueBox(0)

    /// Every start asks the closure, with its number from 0.
    package init(_ starts: @escaping @Sendable (Int) -> Start) {
        self.starts = starts
    }

    package convenience init(_ synthesizer: ScriptedSynthesizer) {
        self.init { _ in .online(synthesizer) }
    }

    package var startCount: Int { count.withLockedValue { $0 } }

    package func withSynthesizer<Result: Sendable>(
        observe: @escaping @Sendable (SidecarEvent) async -> Void,
        body: @escaping @Sendable (any SpeechSynthesizer) async throws -> Result
    ) async throws -> Result {
        let number = count.withLockedValue { count in
            defer { count += 1 }
            return count
        }
        await observe(.starting(program: "scripted"))
        switch starts(number) {
        case .online(let synthesizer):
            await observe(.online(port: 1, instance: "scripted", capabilities: synthesizer.capabilities))
            do {
                let result = try await body(synthesizer)
                await observe(.offline(ending: "exited 0"))
                return result
            } catch {
                await observe(.offline(ending: "exited 1"))
                throw error
            }
        case .failure(let error):
            await observe(.error(error))
            throw error
        }
    }
}
