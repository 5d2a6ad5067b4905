internal import Core
internal import Logging
internal import Narration

/// Shows a person how a run goes.
protocol RunDisplay: Sendable {
    func show(_ event: Event) async
    func finish(_ summary: RunSummary) async
}

/// Tells a run's events as log lines.
struct LogDisplay: RunDisplay {
    let logger: Logger

    func show(_ event: Event) async {
        switch event.kind {
        case .sidecar(let kind): show(kind)
        case .endpoint(let kind): show(kind)
        case .jobAdded, .jobRetried, .jobRemoved, .runStarted, .runEnded, .segmentDone: break
        case .jobStarted(let start): show("Job started", event.jobID, start)
        case .jobReopened(let start): show("Job reopened", event.jobID, start)
        case .jobReleased: logger.notice("Job released", metadata: job(event))
        case .jobEnded(let ending): show(ending, of: event)
        case .jobNoted(let note):
            let level: Logger.Level = note.severity == .warning ? .warning : .notice
            let facts: Logger.Metadata = ["code": "\(note.code)", "message": "\(note.message)"]
            logger.log(level: level, "Note", metadata: job(event, facts))
        case .segmentFlagged(let segment, let error):
            let facts: Logger.Metadata = ["segment": "\(segment)", "reason": "\(error.message)"]
            logger.warning("Segment flagged", metadata: job(event, facts))
        case .segmentFailed(let segment, let error):
            let facts: Logger.Metadata = [
                "segment": "\(segment)", "code": "\(error.code.rawValue)", "reason": "\(error.message)",
            ]
            logger.error("Segment set aside", metadata: job(event, facts))
        case .takeRejected(let segment, let attempt, let error):
            let facts: Logger.Metadata = [
                "segment": "\(segment)", "attempt": "\(attempt)", "code": "\(error.code.rawValue)",
            ]
            logger.warning("Take rejected", metadata: job(event, facts))
        case .takeDamaged(let segment, let error):
            let facts: Logger.Metadata = ["segment": "\(segment)", "reason": "\(error.message)"]
            logger.warning("Take damaged", metadata: job(event, facts))
        case .runStopping(let reason): logger.notice("Stopping", metadata: ["reason": "\(reason.rawValue)"])
        case .sidecarRestarting(let attempt, let limit):
            logger.warning("Sidecar restarts", metadata: ["attempt": "\(attempt)", "of": "\(limit)"])
        }
    }

    func finish(_ summary: RunSummary) async {
        logger.notice(
            "Run ended",
            metadata: [
                "state": "\(summary.state.rawValue)",
                "completed": "\(summary.totals.jobsCompleted)",
                "failed": "\(summary.totals.jobsFailed)",
                "blocked": "\(summary.totals.jobsBlocked)",
                "withGaps": "\(summary.totals.jobsWithGaps)",
                "audioSeconds": "\(Int(summary.totals.audioSeconds.rounded()))",
                "exitCode": "\(summary.exitStatus.rawValue)",
            ]
        )
    }

    private func job(_ event: Event, _ facts: Logger.Metadata = [:]) -> Logger.Metadata {
        facts.merging(["job": "\(event.jobID ?? 0)"]) { fact, _ in fact }
    }

    private func show(_ what: Logger.Message, _ job: Job.ID?, _ start: Event.JobStart) {
        logger.notice(
            what,
            metadata: [
                "job": "\(job ?? 0)", "title": "\(start.title)", "segments": "\(start.segments)",
                "done": "\(start.segmentsDone)",
            ]
        )
    }

    private func show(_ ending: Event.JobEnding, of event: Event) {
        var metadata = job(
            event,
            ["state": "\(ending.state.rawValue)", "audioSeconds": "\(Int(ending.audioSeconds.rounded()))"]
        )
        metadata["output"] = ending.output.map { "\($0)" }
        metadata["code"] = ending.error.map { "\($0.code.rawValue)" }
        metadata["reason"] = ending.error.map { "\($0.message)" }
        metadata["remedy"] = ending.error.map { "\($0.remedy)" }
        logger.log(level: ending.error == nil ? .notice : .error, "Job ended", metadata: metadata)
    }
}

// MARK: - Sidecars and endpoints

extension LogDisplay {
    private func show(_ event: SidecarEvent) {
        switch event {
        case .starting(let program): logger.notice("Sidecar starting", metadata: ["program": "\(program)"])
        case .launched(let process): logger.info("Sidecar launched", metadata: ["pid": "\(process.pid)"])
        case .loading(let message): logger.info("Sidecar loading", metadata: ["step": "\(message)"])
        case .online(let port, _, let capabilities):
            logger.notice(
                "Sidecar online",
                metadata: [
                    "port": "\(port)", "engine": "\(capabilities.engine)", "model": "\(capabilities.model)",
                    "concurrency": "\(capabilities.maxConcurrency)",
                ]
            )
        case .stopping: logger.info("Sidecar stopping")
        case .offline(let ending): logger.notice("Sidecar offline", metadata: ["ending": "\(ending)"])
        case .error(let error):
            logger.error("Sidecar error", metadata: ["code": "\(error.code.rawValue)", "reason": "\(error.message)"])
        case .transcriber(let event): showTranscriber(event)
        }
    }

    private func showTranscriber(_ event: SidecarEvent) {
        switch event {
        case .starting(let program): logger.notice("Transcriber starting", metadata: ["program": "\(program)"])
        case .online(let port, _, _): logger.notice("Transcriber online", metadata: ["port": "\(port)"])
        case .offline(let ending): logger.notice("Transcriber offline", metadata: ["ending": "\(ending)"])
        case .error(let error):
            logger.warning(
                "Takes are not transcribed for now",
                metadata: ["code": "\(error.code.rawValue)", "reason": "\(error.message)"]
            )
        case .launched, .loading, .stopping, .transcriber: break
        }
    }

    private func show(_ event: EndpointEvent) {
        switch event {
        case .online(let endpoint, let capabilities):
            logger.notice(
                "Endpoint online",
                metadata: [
                    "url": "\(endpoint)", "model": "\(capabilities.model)", "sampleRate": "\(capabilities.sampleRate)",
                    "concurrency": "\(capabilities.maxConcurrency)",
                ]
            )
        case .resting(let endpoint, let error):
            logger.warning(
                "Endpoint rests",
                metadata: [
                    "url": "\(endpoint)", "code": "\(error.code.rawValue)", "reason": "\(error.message)",
                ]
            )
        case .back(let endpoint): logger.notice("Endpoint back", metadata: ["url": "\(endpoint)"])
        case .done(let endpoint, let tally):
            logger.info(
                "Endpoint done",
                metadata: [
                    "url": "\(endpoint)", "answers": "\(tally.answers)", "failures": "\(tally.failures)",
                    "rests": "\(tally.rests)",
                ]
            )
        }
    }
}
