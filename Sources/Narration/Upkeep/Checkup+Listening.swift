internal import Core
internal import Logging
internal import Reporting
internal import Speech

extension Checkup {
    private static let listeningCheck = "transcript"

    /// Whether takes can be compared with their text, where the profile asks for that, and those of which waiting jobs cannot.
    package func listeningFindings(
        _ synthesizer: any SpeechSynthesizer,
        _ profile: Profile,
        _ waiting: [Job],
        spoken capabilities: SpeechCapabilities
    ) -> [Finding] {
        guard profile.checks.verification == .transcript else { return [] }
        guard let transcriber = synthesizer.transcriber else {
            let finding = Finding(
                .warning,
                Self.listeningCheck,
                "Takes are measured, not compared with their text: \(synthesizer.transcriptionTrouble ?? "nothing transcribes.")",
                remedy: "Set check.model to a folder with a Whisper model in CTranslate2 form, or leave it out."
            )
            return [finding]
        }
        let languages = transcriber.languages?.joined(separator: ", ") ?? "many languages"
        let message = "Takes are compared with their text by \(transcriber.model), which knows \(languages)."
        let strange = jobs(waiting, strangeTo: transcriber, capabilities, profile)
        return [Finding(.ok, Self.listeningCheck, message), strangeFinding(strange, transcriber)].compactMap(\.self)
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
            "\(transcriber.model) does not know the language of \(count.counted("waiting job")), whose takes are measured, "
            + "not compared with their text: \(names.joined(separator: ", "))."
        return Finding(
            .warning,
            Self.listeningCheck,
            message,
            remedy: "Set check.model to a model that knows it; one that is not set is told by voice.language or "
                + "`enqueue --language`."
        )
    }

    /// Starts the sidecar that would listen to the takes of endpoints, of which `spoken` tells the languages.
    package func listenerFindings(_ profile: Profile, _ waiting: [Job], spoken: SpeechCapabilities) async -> [Finding] {
        guard profile.checks.verification == .transcript else { return [] }
        let silent = Logger(label: "qwen-batch") { _ in SwiftLogNoOpLogHandler() }
        let host = profile.sidecarHost(home: home, context: context, logger: silent)
        do {
            return try await host.withSynthesizer(observe: { _ in }) {
                listeningFindings($0, profile, waiting, spoken: spoken)
            }
        } catch let error as BatchError {
            // Without one they are measured all the same.
            return [Finding(Self.listeningCheck, error, severity: .warning)]
        } catch {
            return [finding(Self.listeningCheck, error)]
        }
    }
}
