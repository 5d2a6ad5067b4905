internal import Core
internal import Foundation

/// A job that this run works on: who still works on its segments, and whether it can still succeed.
actor ActiveJob {
    nonisolated let job: Job
    nonisolated let claim: Claim
    nonisolated let settings: JobSettings
    /// Yields when some segments were done or the job is over, and ends when no segment is on its way any more.
    nonisolated let progress: AsyncStream<Void>

    /// How many segments are joined at a time: each look into the store costs the engine's processors a little.
    private static let signalInterval = 8

    private let signal: AsyncStream<Void>.Continuation
    private var inFlight = 0
    private var settled = 0
    private var isAllHandedOut = false
    /// Why the job cannot go on.
    private(set) var failure: BatchError?
    /// Whether the claim was found lost: the job was cancelled, removed or taken over.
    private(set) var isLost = false

    init(job: Job, claim: Claim, settings: JobSettings) {
        self.job = job
        self.claim = claim
        self.settings = settings
        // One pending signal is enough: whoever gets it looks for everything that is done.
        (progress, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        signal.yield()
    }

    /// Counts a segment that is handed to a worker.
    func handOut() {
        inFlight += 1
    }

    /// Counts a segment that a worker is through with.
    func takeBack() {
        inFlight -= 1
        settled += 1
        if settled % Self.signalInterval == 0 { signal.yield() }
        endIfSettled()
    }

    /// No further segment will be handed out.
    func allHandedOut() {
        isAllHandedOut = true
        endIfSettled()
    }

    /// Whether all segments were handed out and all but so many are through.
    func waits(onlyFor segments: Int) -> Bool { isAllHandedOut && inFlight == segments }

    /// Drops the job; the first reason counts.
    func fail(_ error: BatchError) {
        failure = failure ?? error
        signal.yield()
    }

    /// Drops a job whose claim is lost; nothing of it is worth any more work.
    func lose() {
        isLost = true
        signal.yield()
    }

    /// Whether nothing more is worth doing for the job.
    var isOver: Bool { failure != nil || isLost }

    private func endIfSettled() {
        if isAllHandedOut, inFlight == 0 { signal.finish() }
    }
}

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
    /// What becomes of the book when no take can be had of a segment.
    var gaps: GapPolicy

    /// Settles the options of a job against an endpoint that is online.
    ///
    /// - Throws: What the endpoint has, when it lacks the voice, the language or the speed that is asked for:
    ///   `synthesis.rejected` when the job asks for it, `profile.invalid` when only the profile does.
    init(_ job: Job, run: RunConfiguration, capabilities: SpeechCapabilities) throws {
        let resolver = VoiceResolver(capabilities: capabilities)
        voice = try resolver.voice(job.options.voice, else: run.voice)
        language = try resolver.language(job.options.language, else: run.language, of: voice)
        let told = job.options.instructions ?? run.instructions
        instructions = try resolver.instructions(told)
        ignoresInstructions = told != nil && instructions == nil
        speed = try resolver.speed(job.options.speed, else: run.speed)
        seed = job.options.seed ?? run.seed
        format = job.options.format ?? run.format
        book = URL(fileURLWithPath: "\(job.outputBase).\(format.fileExtension)")
        gaps = job.options.gaps ?? run.gaps
        chapterFolder = job.options.chapterFiles ? URL(fileURLWithPath: "\(job.outputBase)-chapters") : nil
    }

    /// Whether a take was made for what is asked for now, be it at the first try or a later one.
    func fits(_ key: String, for segment: Segment, attempts: Int, capabilities: SpeechCapabilities) -> Bool {
        (0..<attempts).contains { plan(for: segment, take: $0, capabilities: capabilities).key == key }
    }

    /// The takes that are made of the whole text before it is cut at a clause.
    private static let wholeTakes = 2

    /// What is asked for to get a take of a segment; every further one gets a seed of its own.
    func plan(for segment: Segment, take: Int, capabilities: SpeechCapabilities) -> SynthesisPlan {
        let request = SpeechRequest(
            text: segment.text,
            voice: voice,
            language: language,
            instructions: instructions,
            speed: speed,
            seed: seed + take
        )
        let pieces = take >= Self.wholeTakes ? ClauseCut.pieces(of: segment.text) : nil
        return SynthesisPlan(request, texts: pieces ?? [segment.text], capabilities: capabilities)
    }
}
