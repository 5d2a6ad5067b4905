package import BatchCore
internal import Crypto
internal import Foundation
internal import SoundFiles

/// Makes one take: streams a request's audio into a file, watching its length.
package struct TakeRecorder: Sendable {
    package let synthesizer: any SpeechSynthesizer
    package let vault: TakeVault

    package init(synthesizer: any SpeechSynthesizer, vault: TakeVault) {
        self.synthesizer = synthesizer
        self.vault = vault
    }

    /// The slowest speech that is believed, in characters a second, and what is allowed on top, in seconds.
    ///
    /// English is read at about 15 characters a second; a third of that at half speed is slower than any narrator.
    private static let slowestPace = 2.5
    private static let lengthAllowance = 10.0

    /// Records a take under its key.
    ///
    /// - Throws: `BatchError`; nothing is left on the disk then.
    package func record(_ request: SpeechRequest, key: String) async throws -> NewTake {
        let capabilities = synthesizer.capabilities
        let file = vault.file(forKey: key)
        let writer = try TakeWriter(at: vault.url(of: file), sampleRate: capabilities.sampleRate)
        defer { writer.discard() }
        let limit = Self.longestAudio(of: request) * Double(capabilities.sampleRate)
        var samples = 0
        var hasher = SHA256()
        let start = ContinuousClock.now
        try await synthesizer.synthesize(request) { chunk in
            samples += chunk.count
            guard Double(samples) <= limit else { throw Self.runaway(request, samples, capabilities.sampleRate) }
            chunk.withUnsafeBytes { hasher.update(bufferPointer: $0) }
            try writer.append(chunk)
        }
        let seconds = (ContinuousClock.now - start).seconds
        guard writer.holdsSpeech else { throw Self.silent(request) }
        let summary = try writer.commit()
        return NewTake(
            key: key,
            verdict: .accepted,
            file: file,
            checksum: hasher.finalize().hex,
            samples: summary.samples,
            sampleRate: capabilities.sampleRate,
            seed: request.seed,
            synthesisSeconds: seconds
        )
    }

    /// Seconds of audio past which a take is a runaway.
    private static func longestAudio(of request: SpeechRequest) -> Double {
        lengthAllowance + Double(request.text.count) / slowestPace / request.speed
    }

    private static func silent(_ request: SpeechRequest) -> BatchError {
        BatchError(
            .synthesisBadAudio,
            "The engine answered \(request.text.count) characters with silence.",
            remedy: "Enqueue the job again with another --seed, or change the text."
        )
    }

    private static func runaway(_ request: SpeechRequest, _ samples: Int, _ sampleRate: Int) -> BatchError {
        BatchError(
            .synthesisRunaway,
            "The engine ran on to \(samples / sampleRate) s for \(request.text.count) characters and was stopped.",
            remedy: "Enqueue the job again with another --seed, or change the text."
        )
    }
}

extension Duration {
    /// The length in seconds.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
