internal import BatchCore
internal import JobProcessing
internal import Logging
internal import Reports
internal import SpeechSidecar

extension Checkup {
    private static let listeningCheck = "transcript"

    /// Whether takes can be compared with their text, where the profile asks for that.
    func listeningFinding(_ synthesizer: any SpeechSynthesizer, _ profile: Profile) -> Finding? {
        guard profile.checks.verification == .transcript else { return nil }
        guard let transcriber = synthesizer.transcriber else {
            return Finding(
                .warning,
                Self.listeningCheck,
                "Takes are measured, not compared with their text: \(synthesizer.transcriptionTrouble ?? "nothing transcribes.")",
                remedy: "Set check.model to a folder with a Whisper model in CTranslate2 form, or leave it out."
            )
        }
        let languages = transcriber.languages?.joined(separator: ", ") ?? "many languages"
        let message = "Takes are compared with their text by \(transcriber.model), which knows \(languages)."
        return Finding(.ok, Self.listeningCheck, message)
    }

    /// Starts the sidecar that would listen to the takes of endpoints.
    func listenerFinding(_ profile: Profile) async -> Finding? {
        guard profile.checks.verification == .transcript else { return nil }
        let silent = Logger(label: "qwen-batch") { _ in SwiftLogNoOpLogHandler() }
        let host = profile.sidecarHost(home: home, context: context, logger: silent)
        do {
            return try await host.withSynthesizer(observe: { _ in }) { listeningFinding($0, profile) }
        } catch let error as BatchError {
            // Without one they are measured all the same.
            return Finding(Self.listeningCheck, error, severity: .warning)
        } catch {
            return finding(Self.listeningCheck, error)
        }
    }
}
