internal import Core
internal import Foundation
internal import Logging
internal import Reporting
internal import Speech

extension Checkup {
    /// The program, its port, what it says of itself, and how it speaks.
    package func sidecarFindings(_ profile: Profile, _ waiting: [Job]) async -> [Finding] {
        var findings = [await keptFinding()].compactMap(\.self)
        do {
            let program = try profile.sidecarLocator(context).locate()
            findings.append(Finding(.ok, "program", "The sidecar is \(program.path)."))
            if let note = profile.engineNote { findings.append(Finding(.note, "engine", note)) }
        } catch {
            return findings + [finding("program", error)]
        }
        if profile.port != 0 {
            if let conflict = profile.sidecarConfiguration(context).portConflict() {
                return findings + [Finding("port", conflict)]
            }
            findings.append(Finding(.ok, "port", "Port \(profile.port) is free."))
        }
        guard startsSidecar else { return findings }
        return findings + (await spokenFindings(profile, waiting))
    }

    private func keptFinding() async -> Finding? {
        switch await home.sidecarKeeper(context).state() {
        case .absent: return nil
        case .online(let kept, let port, _):
            return Finding(.note, "kept", "A sidecar is kept for previews, process \(kept.process.pid), port \(port).")
        case .starting(let kept):
            return Finding(.note, "kept", "A sidecar for previews starts, process \(kept.process.pid).")
        case .stale(let kept):
            return Finding(
                .warning,
                "kept",
                "The sidecar kept for previews, process \(kept.process.pid), has ended by itself.",
                remedy: "Start it again with `qwen-batch sidecar start`, or forget it with `qwen-batch sidecar stop`."
            )
        case .unknown(let error), .unresponsive(_, let error):
            return Finding("kept", error, severity: .warning)
        }
    }

    /// Starts the sidecar as a run would, and lets it say a few words.
    private func spokenFindings(_ profile: Profile, _ waiting: [Job]) async -> [Finding] {
        let silent = Logger(label: "qwen-batch") { _ in SwiftLogNoOpLogHandler() }
        let host = profile.sidecarHost(home: home, context: context, logger: silent)
        do {
            return try await host.withSynthesizer(observe: { _ in }) { synthesizer in
                let capabilities = synthesizer.capabilities
                let names = capabilities.voices.map(\.id).joined(separator: ", ")
                let facts = "\(capabilities.engine) \(capabilities.model), \(capabilities.maxConcurrency) at once"
                var findings = [Finding(.ok, "sidecar", "It starts and speaks the contract: \(facts).")]
                findings += listeningFindings(synthesizer, profile, waiting, spoken: capabilities)
                if profile.instructions != nil, !capabilities.supportsInstructions {
                    findings.append(
                        Finding(
                            .warning,
                            "voice",
                            "The model \(capabilities.model) does not follow voice.instructions.",
                            remedy: "Take a model that does (docs/qwen.md lists them), or leave them out."
                        )
                    )
                }
                let request: SpeechRequest
                do {
                    request = try Self.fewWords(profile, capabilities)
                } catch {
                    return findings + [finding("voice", error)]
                }
                let seconds = try await Self.speak(request, synthesizer, patience: profile.responseTimeout)
                let heard = String(format: "%.1f", seconds)
                let message = "It said a few words, \(heard) s of audio; its voices are: \(names)."
                return findings + [Finding(.ok, "voice", message)]
            }
        } catch {
            return [finding("sidecar", error)]
        }
    }

    /// A few words as the profile wants them spoken.
    ///
    /// - Throws: `profile.invalid` for what the engine does not have.
    package static func fewWords(_ profile: Profile, _ capabilities: SpeechCapabilities) throws -> SpeechRequest {
        var request = try VoiceResolver(capabilities: capabilities)
            .request(VoiceWishes(), else: profile.wishes, seed: profile.seed)
        request.text = "These are a few words."
        return request
    }

    /// - Returns: The seconds of audio.
    package static func speak(
        _ request: SpeechRequest,
        _ synthesizer: any SpeechSynthesizer,
        patience: Double
    ) async throws -> Double {
        let folder = FileManager.default.temporaryDirectory.appending(path: "qwen-batch-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let recorder = TakeRecorder(
            synthesizer: synthesizer,
            vault: TakeFiles(folder: folder),
            patience: AnswerPatience(base: .seconds(patience))
        )
        let script = TakeScript(request, capabilities: synthesizer.capabilities)
        return try await recorder.record(script).audioSeconds
    }
}
