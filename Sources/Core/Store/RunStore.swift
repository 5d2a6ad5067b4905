/// The queue as a run works through it.
package protocol RunStore: Sendable {
    /// Makes a checked copy of the whole queue when the last one is not of the last hour, or in any case.
    ///
    /// - Throws: `BatchError` with `store.corrupt` when the check finds damage; other errors when no copy could be made.
    func backUp(evenIfRecent: Bool) async throws

    /// Opens a run, after ending the runs of dead processes and giving their jobs and segments back to the queue.
    func beginRun(profile: String, process: ProcessIdentity) async throws -> Run.ID

    /// Whether a job waits that `claimJob` would give to this run.
    func hasWork(for run: Run.ID) async throws -> Bool

    /// Gives the next queued or blocked job to a run, highest priority first, then oldest; it becomes *running*.
    ///
    /// Blocked jobs that this run itself blocked are left for the next run.
    func claimJob(for run: Run.ID) async throws -> Job?

    /// Gives out the next pending segments of a job in book order; they become *synthesizing*.
    ///
    /// - Returns: Nothing when none is left, or when the job is no longer held by that run.
    func claimSegments(of job: Job.ID, run: Run.ID, limit: Int) async throws -> [Segment]

    /// Makes segments that were claimed and not worked on *pending* again.
    func release(segments: [Segment.ID]) async throws

    /// An accepted take with this key, if there is one.
    func acceptedTake(key: String) async throws -> Take?

    /// Records takes and makes their segments *done* with them, all in one transaction with the jobs' counters.
    func accept(_ takes: [AcceptedTake]) async throws

    /// Records a take that was just made and may yet be rejected, so that it is found again if the program dies before.
    func keep(_ take: NewTake, for segment: Segment) async throws

    /// Records a rejected take and counts the attempt; the segment stays *synthesizing*.
    func reject(_ take: NewTake, standing: TakeRowState, for segment: Segment) async throws

    /// Makes a segment *failed* with the reason.
    func fail(segment: Segment, error: BatchError) async throws

    /// Makes done segments *pending* again, because their takes are not what the job asks for any more.
    func reopen(segments: [Segment.ID]) async throws

    /// Forgets an accepted take whose file is gone or damaged; segments that use it become *pending*.
    func discardTake(key: String) async throws

    /// The next done segments in book order with their takes, from `ordinal` up to the first segment that is not done.
    func playableSegments(of job: Job.ID, from ordinal: Int, limit: Int) async throws -> [PlayableSegment]

    /// Records which files a running job is about to give their own names.
    func seal(job: Job.ID, book: SealedBook) async throws

    /// The files that a job that is not completed was about to give their own names when its last run ended.
    func sealedBook(of job: Job.ID) async throws -> SealedBook?

    /// Makes a running job *completed*; nothing happens when it is not running any more, such as cancelled meanwhile.
    /// `chapterStarts` says where each chapter starts in the book, in seconds.
    func complete(job: Job.ID, outputs: [String], audioSeconds: Double, chapterStarts: [Double]) async throws

    /// Makes a job *failed* or *blocked*, as the error's code says; its claimed segments become *pending* again.
    ///
    /// Nothing happens when it is not running any more, such as cancelled meanwhile.
    func stop(job: Job.ID, error: BatchError) async throws

    /// Adds a finding to a job, unless it has it already.
    func add(_ diagnostic: Diagnostic, to job: Job.ID) async throws

    /// Gives a running job back to the queue, with its claimed segments.
    func release(job: Job.ID) async throws

    /// Gives every job that the run holds back to the queue, with its claimed segments.
    func releaseWork(of run: Run.ID) async throws

    /// Makes every waiting job *blocked* with the same error.
    ///
    /// - Returns: How many there were.
    func blockWaitingJobs(error: BatchError, run: Run.ID) async throws -> Int

    /// Says that the run is alive.
    ///
    /// - Returns: False when another run has ended this one and taken over its work.
    func heartbeat(run: Run.ID) async throws -> Bool

    /// Ends the runs of dead processes, and those of `silent`, and gives their jobs and segments back to the queue.
    ///
    /// - Parameter silent: Runs whose processes cannot be seen, which gave no sign of life for too long.
    /// - Returns: The open runs of other processes that cannot be seen.
    /// - Throws: `BatchError` of the store.
    func endDeadRuns(silent: Set<Run.ID>) async throws -> [UnseenRun]

    func endRun(_ run: Run.ID, state: RunState, exitCode: Int, error: BatchError?, totals: RunTotals) async throws

    /// Remembers what an engine offers, for whoever plans while it does not run.
    func remember(_ capabilities: SpeechCapabilities) async throws

    /// Opens the record of a sidecar's life.
    func beginSidecarSession(run: Run.ID, program: String) async throws -> SidecarSession

    /// Replaces the record of a sidecar's life.
    func update(_ session: SidecarSession) async throws
}

/// A take that speaks a segment from now on.
package struct AcceptedTake: Sendable, Hashable {
    package var segment: Segment
    package var recording: NewTake
    package var standing: TakeRowState

    package init(segment: Segment, recording: NewTake, standing: TakeRowState) {
        self.segment = segment
        self.recording = recording
        self.standing = standing
    }
}

/// A done segment with the audio that speaks it.
package struct PlayableSegment: Sendable, Hashable {
    package var ordinal: Int
    /// 1-based position of the chapter in the book.
    package var chapter: Int
    package var chapterTitle: String?
    package var boundary: Boundary
    package var take: NewTake

    package init(ordinal: Int, chapter: Int, chapterTitle: String?, boundary: Boundary, take: NewTake) {
        self.ordinal = ordinal
        self.chapter = chapter
        self.chapterTitle = chapterTitle
        self.boundary = boundary
        self.take = take
    }
}
