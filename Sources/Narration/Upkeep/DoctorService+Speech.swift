internal import Audio
internal import Core
internal import Foundation
internal import Logging
internal import Reporting
internal import Speech

extension DoctorService {
    /// The program, its port, what it says of itself, and how it speaks.
    func sidecarFindings(_ profile: Profile, _ waiting: [Job]) async -> [Finding] {
        var findings = [await keptFinding()].compactMap(\.self)
        do {
            let program = try profile.sidecarLocator(workspace).locate()
            findings.append(Finding(.ok, "program", "The sidecar is \(program.path)."))
            if let note = profile.engineNote { findings.append(Finding(.note, "engine", note)) }
        } catch {
            return findings + [finding("program", error)]
        }
        if profile.port != 0 {
            if let conflict = profile.sidecarConfiguration(workspace).portConflict() {
                return findings + [Finding("port", conflict)]
            }
            findings.append(Finding(.ok, "port", "Port \(profile.port) is free."))
        }
        guard startsSpeech else { return findings }
        return findings + (await spokenFindings(profile, waiting))
    }

    private func keptFinding() async -> Finding? {
        switch await workspace.sidecarKeeper.state() {
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
        let host = profile.sidecarHost(workspace, logger: silent)
        do {
            return try await host.withSynthesizer(observe: { _ in }) { synthesizer in
                let capabilities = synthesizer.capabilities
                let names = capabilities.voices.map(\.id).joined(separator: ", ")
                let facts = "\(capabilities.engine) \(capabilities.model), \(capabilities.maxConcurrency) at once"
                var findings = [Finding(.ok, "sidecar", "It starts and speaks the contract: \(facts).")]
                findings += transcriptFindings(synthesizer, profile, waiting, spoken: capabilities)
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
                let seconds = try await Self.speak(request, synthesizer, timeout: profile.responseTimeout)
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
    static func fewWords(_ profile: Profile, _ capabilities: SpeechCapabilities) throws -> SpeechRequest {
        var request = try VoiceResolver(capabilities: capabilities)
            .request(VoiceOptions(), else: profile.voiceOptions, seed: profile.seed)
        request.text = "These are a few words."
        return request
    }

    /// - Returns: The seconds of audio.
    static func speak(
        _ request: SpeechRequest,
        _ synthesizer: any SpeechSynthesizer,
        timeout: Double
    ) async throws -> Double {
        let folder = FileManager.default.temporaryDirectory.appending(path: "qwen-batch-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let recorder = TakeRecorder(
            synthesizer: synthesizer,
            files: TakeFiles(folder: folder),
            timeout: AdaptiveTimeout(base: .seconds(timeout))
        )
        let plan = SynthesisPlan(request, capabilities: synthesizer.capabilities)
        return try await recorder.record(plan).audioSeconds
    }
}

extension DoctorService {
    private static let endpointCheck = "endpoint"

    /// Each endpoint by itself, and whether they speak alike.
    func endpointFindings(_ profile: Profile, _ waiting: [Job]) async -> [Finding] {
        var findings = profile.endpoints.compactMap(readableKey)
        do {
            let together = try profile.endpointHost(workspace)
            guard startsSpeech else { return findings }
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
            findings += await transcriberFindings(profile, waiting, spoken: spoken)
            guard each.count > 1 else { return findings }
            let message = "All speak alike; together they take \(spoken.maxConcurrency.of("request")) at once."
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
            let host = try alone.endpointHost(workspace)
            return try await host.withSynthesizer(observe: { _ in }) { [alone] synthesizer in
                let found = synthesizer.capabilities
                let request = try Self.fewWords(alone, found)
                let seconds = try await Self.speak(request, synthesizer, timeout: alone.responseTimeout)
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

extension DoctorService {
    private static let transcriptCheck = "transcript"

    /// Whether takes can be compared with their text, where the profile asks for that, and those of which waiting jobs cannot.
    func transcriptFindings(
        _ synthesizer: any SpeechSynthesizer,
        _ profile: Profile,
        _ waiting: [Job],
        spoken capabilities: SpeechCapabilities
    ) -> [Finding] {
        guard profile.checks.verification == .transcript else { return [] }
        guard let transcriber = synthesizer.transcriber else {
            let finding = Finding(
                .warning,
                Self.transcriptCheck,
                "Takes are measured, not compared with their text: \(synthesizer.transcriptionTrouble ?? "nothing transcribes.")",
                remedy: "Set check.model to a folder with a Whisper model in CTranslate2 form, or leave it out."
            )
            return [finding]
        }
        let languages = transcriber.languages?.joined(separator: ", ") ?? "many languages"
        let message = "Takes are compared with their text by \(transcriber.model), which knows \(languages)."
        let strange = jobs(waiting, strangeTo: transcriber, capabilities, profile)
        return [Finding(.ok, Self.transcriptCheck, message), strangeFinding(strange, transcriber)].compactMap(\.self)
    }

    /// The waiting jobs whose language a recogniser does not know, by their language; `nil` for those that tell none.
    private func jobs(
        _ waiting: [Job],
        strangeTo transcriber: any SpeechTranscriber,
        _ capabilities: SpeechCapabilities,
        _ profile: Profile
    ) -> [String?: [Job.ID]] {
        var strange: [String?: [Job.ID]] = [:]
        for job in waiting {
            let voice = job.options.voice ?? profile.speaker ?? capabilities.defaultVoice
            let language = capabilities.language(job.options.language ?? profile.language, of: voice)
            if !transcriber.knows(language) { strange[language, default: []].append(job.id) }
        }
        return strange
    }

    private func strangeFinding(_ jobs: [String?: [Job.ID]], _ transcriber: any SpeechTranscriber) -> Finding? {
        guard !jobs.isEmpty else { return nil }
        let names = jobs.sorted { ($0.key ?? "") < ($1.key ?? "") }.map { language, ids in
            "\(language ?? "no language is set") (\(ids.count == 1 ? "job" : "jobs") \(ids.ranges))"
        }
        let count = jobs.values.reduce(0) { $0 + $1.count }
        let message =
            "\(transcriber.model) does not know the language of \(count.of("waiting job")), whose takes are measured, "
            + "not compared with their text: \(names.joined(separator: ", "))."
        return Finding(
            .warning,
            Self.transcriptCheck,
            message,
            remedy: "Set check.model to a model that knows it; one that is not set is told by voice.language or "
                + "`enqueue --language`."
        )
    }

    /// Starts the sidecar that would transcribe the takes of endpoints, of which `spoken` tells the languages.
    func transcriberFindings(_ profile: Profile, _ waiting: [Job], spoken: SpeechCapabilities) async -> [Finding] {
        guard profile.checks.verification == .transcript else { return [] }
        let silent = Logger(label: "qwen-batch") { _ in SwiftLogNoOpLogHandler() }
        let host = profile.sidecarHost(workspace, logger: silent)
        do {
            return try await host.withSynthesizer(observe: { _ in }) {
                transcriptFindings($0, profile, waiting, spoken: spoken)
            }
        } catch let error as BatchError {
            // Without one they are measured all the same.
            return [Finding(Self.transcriptCheck, error, severity: .warning)]
        } catch {
            return [finding(Self.transcriptCheck, error)]
        }
    }
}
