package import Core
package import Foundation
package import Quality

/// What a run works with, after flags, environment, profile and defaults were settled.
package struct RunConfiguration: Sendable {
    /// The profile's name, as the report shows it.
    package var profile: String
    /// The voice of jobs that name none; nil takes the endpoint's first one.
    package var voice: String?
    /// A BCP 47 tag, or nil to let the engine decide.
    package var language: String?
    /// How to speak, in words, for jobs that do not say it.
    package var instructions: String?
    package var speed: Double
    package var seed: Int
    package var format: AudioFormat
    package var pauses: PauseLengths
    package var mastering: Mastering
    /// Describes a job's source for its manifest, with a digest where the source still says what the segments do.
    package var source: @Sendable (Job, [Segment]) -> BookManifest.Source
    /// Where takes are kept between runs.
    package var takesFolder: URL
    /// Requests in flight at once; nil takes twice what the endpoint works on, so that it never waits for the next one.
    package var workers: Int?
    /// How many takes of one segment are tried before it is set aside.
    package var attempts: Int
    /// How takes are checked before they are accepted.
    package var checks: TakeChecks
    /// What becomes of books of which no take can be had somewhere, where their jobs do not say it.
    package var gaps: GapPolicy
    /// How many times in a row a sidecar that died is started again before the jobs are blocked.
    package var restarts: Int
    /// What every answer of the endpoint may take, on top of what its text's length explains.
    package var responseTimeout: Duration
    /// How often a live run says so.
    package var heartbeat: Duration
    /// When to stop, finished or not.
    package var deadline: Date?
    /// Whether the run ends when nothing waits; else it goes on until it is stopped, and does what comes.
    package var exitsWhenIdle: Bool

    package init(
        profile: String,
        voice: String? = nil,
        language: String? = nil,
        instructions: String? = nil,
        speed: Double = 1,
        seed: Int = 1,
        format: AudioFormat = .wav,
        pauses: PauseLengths = PauseLengths(),
        mastering: Mastering = Mastering(),
        source: @escaping @Sendable (Job, [Segment]) -> BookManifest.Source = { job, _ in
            BookManifest.Source(path: job.source, sha256: nil, bytes: nil)
        },
        takesFolder: URL,
        workers: Int? = nil,
        attempts: Int = 3,
        checks: TakeChecks = TakeChecks(),
        gaps: GapPolicy = .refuse,
        restarts: Int = 3,
        responseTimeout: Duration = .seconds(60),
        heartbeat: Duration = .seconds(15),
        deadline: Date? = nil,
        exitsWhenIdle: Bool = true
    ) {
        self.profile = profile
        self.voice = voice
        self.language = language
        self.instructions = instructions
        self.speed = speed
        self.seed = seed
        self.format = format
        self.pauses = pauses
        self.mastering = mastering
        self.source = source
        self.takesFolder = takesFolder
        self.workers = workers
        self.attempts = attempts
        self.checks = checks
        self.gaps = gaps
        self.restarts = restarts
        self.responseTimeout = responseTimeout
        self.heartbeat = heartbeat
        self.deadline = deadline
        self.exitsWhenIdle = exitsWhenIdle
    }
}

/// How takes are checked before they are accepted.
package struct TakeChecks: Sendable, Hashable {
    package var verification: Verification
    package var limits: TakeLimits
    package var transcriptLimits: TranscriptLimits

    package init(
        verification: Verification = .acoustic,
        limits: TakeLimits = TakeLimits(),
        transcriptLimits: TranscriptLimits = TranscriptLimits()
    ) {
        self.verification = verification
        self.limits = limits
        self.transcriptLimits = transcriptLimits
    }
}
