import Core
import Foundation
import Reporting

extension Date {
    /// 2026-11-22 22:00:00 UTC.
    static let evening = Date(timeIntervalSince1970: 1_795_384_800)
}

extension BatchError {
    static let runaway = BatchError(
        .synthesisRunaway,
        "The voice did not stop.",
        remedy: "Try another seed.",
        details: ["seconds": "60"]
    )
    static let diskFull = BatchError(.outputDiskFull, "The disk is full.", remedy: "Free some space.")
}

extension Diagnostic {
    static let remark = Diagnostic(.note, code: "text.note", message: "Only a note.")
    static let acousticOnly = Diagnostic(.warning, code: "check.acousticOnly", message: "Nobody knows Japanese.")

    static func notHeard(_ count: Int) -> Diagnostic {
        Diagnostic(.warning, code: "take.notHeard", message: "\(count) takes were not heard.")
    }
}

extension Job {
    static func sample(
        _ id: Job.ID,
        _ title: String,
        _ state: JobState,
        error: BatchError? = nil,
        diagnostics: [Diagnostic] = []
    ) -> Job {
        let isDone = state == .completed
        return Job(
            id: id,
            source: "/books/\(title).txt",
            title: title,
            author: nil,
            options: JobOptions(),
            outputBase: "/out/\(title)",
            priority: 0,
            state: state,
            error: error,
            diagnostics: diagnostics,
            attempts: state == .queued ? 0 : 1,
            progress: JobProgress(
                chapters: 2,
                segments: 120,
                segmentsDone: isDone ? 120 : 3,
                segmentsFailed: state == .failed ? 1 : 0,
                segmentsFlagged: isDone ? 2 : 0,
                characters: 20_000,
                charactersDone: isDone ? 20_000 : 500,
                takesAccepted: isDone ? 120 : 3,
                takesRejected: 2,
                takesReused: isDone ? 20 : 0,
                audioSeconds: isDone ? 12_660 : 30,
                synthesisSeconds: isDone ? 220 : 0,
                audioSecondsMade: isDone ? 12_600 : 0
            ),
            runID: nil,
            outputs: isDone ? ["/out/\(title).flac"] : [],
            createdAt: .evening,
            startedAt: state == .queued ? nil : .evening.addingTimeInterval(60),
            finishedAt: isDone || state == .failed ? .evening.addingTimeInterval(600) : nil
        )
    }
}

extension Run {
    static let sample = Run(
        id: 2,
        profile: "overnight",
        state: .drained,
        process: ProcessIdentity(pid: 77, bootID: "boot", startTicks: 5),
        startedAt: .evening,
        endedAt: .evening.addingTimeInterval(2_700),
        exitCode: 1,
        error: nil,
        totals: RunTotals(
            jobsCompleted: 1,
            jobsFailed: 1,
            segmentsDone: 123,
            takesRejected: 4,
            takesReused: 20,
            audioSeconds: 25_320
        )
    )
}

extension SidecarSession {
    static let sample = SidecarSession(
        id: 1,
        runID: 2,
        program: "/opt/qwen-tts",
        pid: 4321,
        port: 40_000,
        instance: "abc",
        engine: "embedded",
        model: "heart",
        transitions: [
            Transition(status: .starting, at: .evening),
            Transition(status: .online, at: .evening.addingTimeInterval(0.6)),
            Transition(status: .offline, at: .evening.addingTimeInterval(2_700)),
        ],
        ending: "exited 0"
    )
}

extension Report {
    static let sample = Report(
        jobs: [
            .sample(1, "Moby Dick", .completed, diagnostics: [.notHeard(3), .remark]),
            .sample(2, "Two Cities", .failed, error: .runaway, diagnostics: [.remark]),
            .sample(3, "源氏物語", .blocked, error: .diskFull, diagnostics: [.acousticOnly]),
            .sample(4, "Emma", .blocked, error: .diskFull, diagnostics: [.notHeard(1), .notHeard(2)]),
        ],
        runs: [.sample],
        sidecarSessions: [.sample],
        generatedAt: .evening.addingTimeInterval(3_600)
    )
}

extension TakeReview {
    static let good = TakeReview(measures: measures(level: -21))

    /// One word is left out, and there is a noise in it.
    static let flawed = TakeReview(
        measures: measures(level: -30),
        transcript: TakeTranscript(
            text: "it was the over road",
            model: "whisper",
            wordErrorRate: 0.2,
            missing: ["dover"],
            added: ["over"],
            alignment: [
                AlignedWords(.heard, text: 0..<10, heard: 0..<10), AlignedWords(.other, text: 12..<17, heard: 11..<15),
                AlignedWords(.heard, text: 19..<23, heard: 16..<20),
            ]
        ),
        findings: [
            TakeFinding(.missingWords, measured: 1, limit: 0, severity: 2),
            TakeFinding(.noise, measured: 0.6, limit: 0.45, severity: 1.3, at: 1.25),
        ]
    )

    /// A pause in the place of the text.
    static let gap = TakeReview(
        measures: TakeMeasures(),
        findings: [TakeFinding(.notSpoken, measured: 0, limit: 0, severity: 100)]
    )

    private static func measures(level: Double) -> TakeMeasures {
        var measures = TakeMeasures()
        measures.speechSeconds = 1.5
        measures.leadSeconds = 0.2
        measures.tailSeconds = 0.3
        measures.level = level
        measures.peak = level + 12
        measures.noiseFloor = -70
        return measures
    }
}

extension JobDetailReport {
    static let sample = sample(layout: nil)

    static func sample(layout: BookLayout?, levels: LevelReport? = .sample) -> JobDetailReport {
        JobDetailReport(
            job: .sample(2, "Two Cities", .failed, error: .runaway),
            chapters: [
                Chapter(id: 1, jobID: 2, ordinal: 1, title: nil, segments: 1, startSeconds: 0),
                Chapter(id: 2, jobID: 2, ordinal: 2, title: "The Mail", segments: 2, startSeconds: 3_725.4),
            ],
            segments: [
                segment(1, chapter: 1, "It was the best of times.", .done, take: 10),
                segment(2, chapter: 2, "It was the \"Dover\" road.", .done, take: 12),
                segment(3, chapter: 2, "Huh?", .failed, error: .runaway),
            ],
            takes: [
                take(10, for: 101, .accepted), take(11, for: 102, .rejected), take(12, for: nil, .accepted, .flawed),
                take(13, for: 103, .rejected),
            ],
            layout: layout,
            levels: levels,
            generatedAt: .evening
        )
    }

    /// A finished book in which nothing is spoken for its second segment.
    static let withGap: JobDetailReport = {
        let note = Diagnostic(.warning, code: "book.gaps", message: "A pause stands for 1 of its segments.")
        return JobDetailReport(
            job: .sample(2, "Two Cities", .completed, diagnostics: [note]),
            chapters: [Chapter(id: 1, jobID: 2, ordinal: 1, title: nil, segments: 2, startSeconds: 0)],
            segments: [
                segment(1, chapter: 1, "It was the best of times.", .done, take: 10),
                segment(2, chapter: 1, "Hm.", .done, take: 12),
            ],
            takes: [
                take(10, for: 101, .accepted), take(11, for: 102, .rejected), take(12, for: 102, .accepted, .gap),
            ],
            layout: BookLayout(spans: [1: 0.5..<2, 2: 2..<3]),
            generatedAt: .evening
        )
    }()

    static func segment(
        _ ordinal: Int,
        chapter: Int,
        _ text: String,
        _ state: SegmentState,
        take: Take.ID? = nil,
        error: BatchError? = nil
    ) -> Segment {
        Segment(
            id: Int64(100 + ordinal),
            jobID: 2,
            chapter: chapter,
            ordinal: ordinal,
            text: text,
            range: SourceRange(ordinal * 100, ordinal * 100 + text.utf8.count),
            boundary: .paragraph,
            state: state,
            attempts: state == .failed ? 1 : 0,
            error: error,
            takeID: take
        )
    }

    static func take(
        _ id: Take.ID,
        for segment: Segment.ID?,
        _ verdict: Take.Verdict,
        _ review: TakeReview = .good
    ) -> Take {
        let recording = NewTake(
            key: "key\(id)",
            verdict: verdict,
            reason: verdict == .rejected ? .runaway : nil,
            file: verdict == .rejected ? nil : "key\(id).wav",
            checksum: verdict == .rejected ? nil : "c0ffee",
            samples: 48_000,
            sampleRate: 24_000,
            seed: 1,
            synthesisSeconds: 0.5,
            review: review
        )
        return Take(id: id, segmentID: segment, recording: recording, createdAt: .evening)
    }
}
