package import Foundation

/// One source to narrate into one audiobook, as it stands in the queue.
package struct Job: Sendable, Hashable, Identifiable {
    package typealias ID = Int64

    package let id: ID
    /// The absolute path of the source, or `-` for standard input.
    package var source: String
    package var title: String
    package var author: String?
    package var options: JobOptions
    /// The absolute path of the finished book without its extension.
    package var outputBase: String
    package var priority: Int
    package var state: JobState
    /// Why the job is failed or blocked.
    package var error: BatchError?
    package var diagnostics: [Diagnostic]
    /// How often work on it began: in a new run, or after a sidecar died in the middle of it.
    package var attempts: Int
    package var progress: JobProgress
    /// The run that holds the job while it is running.
    package var runID: Run.ID?
    /// The finished files, the book first.
    package var outputs: [String]
    package var createdAt: Date
    package var startedAt: Date?
    package var finishedAt: Date?

    package init(
        id: ID,
        source: String,
        title: String,
        author: String?,
        options: JobOptions,
        outputBase: String,
        priority: Int,
        state: JobState,
        error: BatchError?,
        diagnostics: [Diagnostic],
        attempts: Int,
        progress: JobProgress,
        runID: Run.ID?,
        outputs: [String],
        createdAt: Date,
        startedAt: Date?,
        finishedAt: Date?
    ) {
        self.id = id
        self.source = source
        self.title = title
        self.author = author
        self.options = options
        self.outputBase = outputBase
        self.priority = priority
        self.state = state
        self.error = error
        self.diagnostics = diagnostics
        self.attempts = attempts
        self.progress = progress
        self.runID = runID
        self.outputs = outputs
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
    }
}

/// Where a job stands.
package enum JobState: String, Sendable, Hashable, Codable, CaseIterable {
    case queued
    case running
    case completed
    /// The job's own fault, such as a segment that no take could satisfy.
    case failed
    /// The surroundings' fault, such as a full disk; the next run picks the job up again.
    case blocked
    case cancelled
}

/// What was asked for when a job was enqueued; nil leaves the choice to the profile of the run.
package struct JobOptions: Sendable, Hashable, Codable {
    package var voice: String?
    /// A BCP 47 tag such as `en-US`.
    package var language: String?
    /// How to speak, in words, for engines that follow them.
    package var instructions: String?
    package var speed: Double?
    package var seed: Int?
    package var format: AudioFormat?
    /// Also write one file per chapter.
    package var chapterFiles: Bool
    /// Replace files that stand where the output goes.
    package var overwrite: Bool
    /// Whether the book is written with a pause in the place of a text that no take could be had of.
    package var gaps: GapPolicy?

    package init(
        voice: String? = nil,
        language: String? = nil,
        instructions: String? = nil,
        speed: Double? = nil,
        seed: Int? = nil,
        format: AudioFormat? = nil,
        chapterFiles: Bool = false,
        overwrite: Bool = false,
        gaps: GapPolicy? = nil
    ) {
        self.voice = voice
        self.language = language
        self.instructions = instructions
        self.speed = speed
        self.seed = seed
        self.format = format
        self.chapterFiles = chapterFiles
        self.overwrite = overwrite
        self.gaps = gaps
    }
}

/// How far a job is, counted while it is worked on.
package struct JobProgress: Sendable, Hashable, Codable {
    package var chapters: Int
    package var segments: Int
    package var segmentsDone: Int
    package var segmentsFailed: Int
    /// Done segments whose take has findings, because no attempt gave a better one.
    package var segmentsFlagged: Int
    /// Characters of text to speak in all, counted as Unicode scalars.
    package var characters: Int
    package var charactersDone: Int
    package var takesAccepted: Int
    package var takesRejected: Int
    /// Accepted takes that were on disk already and not made again.
    package var takesReused: Int
    /// Seconds of audio in the accepted takes; of the finished book once the job is completed.
    package var audioSeconds: Double
    /// Seconds that requests to the speech endpoint took, summed over takes.
    package var synthesisSeconds: Double
    /// Seconds of audio in the takes that those requests gave, rejected ones too and reused ones not.
    package var audioSecondsMade: Double

    package init(
        chapters: Int = 0,
        segments: Int = 0,
        segmentsDone: Int = 0,
        segmentsFailed: Int = 0,
        segmentsFlagged: Int = 0,
        characters: Int = 0,
        charactersDone: Int = 0,
        takesAccepted: Int = 0,
        takesRejected: Int = 0,
        takesReused: Int = 0,
        audioSeconds: Double = 0,
        synthesisSeconds: Double = 0,
        audioSecondsMade: Double = 0
    ) {
        self.chapters = chapters
        self.segments = segments
        self.segmentsDone = segmentsDone
        self.segmentsFailed = segmentsFailed
        self.segmentsFlagged = segmentsFlagged
        self.characters = characters
        self.charactersDone = charactersDone
        self.takesAccepted = takesAccepted
        self.takesRejected = takesRejected
        self.takesReused = takesReused
        self.audioSeconds = audioSeconds
        self.synthesisSeconds = synthesisSeconds
        self.audioSecondsMade = audioSecondsMade
    }
}

/// What becomes of a book when no take can be had of a segment.
package enum GapPolicy: String, Sendable, Hashable, Codable, CaseIterable {
    /// The job fails, and the rest is kept.
    case refuse
    /// The book is written with a short pause in the place, which is flagged.
    case allow
}
