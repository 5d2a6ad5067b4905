internal import BatchCore
internal import Foundation

/// A job's options with everything it left open filled in from the run.
struct JobSettings: Sendable, Hashable {
    var voice: String
    var language: String?
    /// How to speak, where the engine follows it.
    var instructions: String?
    /// Whether there were instructions that the engine does not follow.
    var ignoresInstructions: Bool
    var speed: Double
    var seed: Int
    var format: AudioFormat
    var book: URL
    var chapterFolder: URL?

    /// Settles the options of a job against an endpoint that is online.
    ///
    /// - Throws: What the endpoint has, when it lacks the voice or the speed that is asked for: `synthesis.rejected` when the
    ///   job asks for it, `profile.invalid` when only the profile does.
    init(_ job: Job, run: RunConfiguration, capabilities: SpeechCapabilities) throws {
        let offered = capabilities.voices.map(\.id)
        let wanted = job.options.voice ?? run.voice ?? capabilities.defaultVoice
        guard offered.isEmpty || offered.contains(wanted) else {
            let names = offered.joined(separator: ", ")
            let isJobs = job.options.voice != nil
            throw BatchError(
                isJobs ? .synthesisRejected : .profileInvalid,
                "The engine \(capabilities.engine) has no voice \"\(wanted)\"\(isJobs ? "" : ", which the profile names").",
                remedy: isJobs
                    ? "Enqueue the job again with one of these voices: \(names)."
                    : "Set voice.speaker of the profile to one of these, then run again: \(names).",
                details: ["voice": wanted, "voices": offered.joined(separator: "\n")]
            )
        }
        voice = wanted
        language = job.options.language ?? run.language
        let told = job.options.instructions ?? run.instructions
        instructions = capabilities.supportsInstructions ? told : nil
        ignoresInstructions = told != nil && !capabilities.supportsInstructions
        if capabilities.requiresInstructions, told == nil {
            throw BatchError(
                .profileInvalid,
                "The model \(capabilities.model) needs a voice that is described in words, and there is no description.",
                remedy: "Set voice.design of the profile, then run again; or enqueue the job with --instructions."
            )
        }
        speed = job.options.speed ?? run.speed
        if let range = capabilities.speedRange, !range.contains(speed) {
            let isJobs = job.options.speed != nil
            let range =
                range.lowerBound == range.upperBound
                ? "\(range.lowerBound)" : "a number from \(range.lowerBound) to \(range.upperBound)"
            throw BatchError(
                isJobs ? .synthesisRejected : .profileInvalid,
                "The engine \(capabilities.engine) does not speak at speed \(speed)"
                    + (isJobs ? "." : ", which the profile names."),
                remedy: isJobs
                    ? "Enqueue the job again; --speed has to be \(range)."
                    : "Set voice.speed of the profile to \(range), then run again."
            )
        }
        seed = job.options.seed ?? run.seed
        format = job.options.format ?? run.format
        book = URL(fileURLWithPath: "\(job.outputBase).\(format.fileExtension)")
        chapterFolder = job.options.chapterFiles ? URL(fileURLWithPath: "\(job.outputBase)-chapters") : nil
    }

    /// Whether a take was made for what is asked for now, be it at the first try or a later one.
    func fits(_ key: String, for segment: Segment, attempts: Int, capabilities: SpeechCapabilities) -> Bool {
        (0..<attempts).contains { TakeKey.hash(request(for: segment, take: $0), capabilities: capabilities) == key }
    }

    /// The request for a segment; every further take gets a seed of its own.
    func request(for segment: Segment, take: Int) -> SpeechRequest {
        SpeechRequest(
            text: segment.text,
            voice: voice,
            language: language,
            instructions: instructions,
            speed: speed,
            seed: seed + take
        )
    }
}
