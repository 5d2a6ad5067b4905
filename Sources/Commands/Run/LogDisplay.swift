internal import Core
internal import Foundation
internal import Logging
internal import Narration

/// Shows a person how a run goes.
protocol RunDisplay: Sendable {
    func show(_ event: RunEvent) async
    func finish(_ summary: RunSummary) async
}

/// Tells a run's events as log lines.
struct LogDisplay: RunDisplay {
    let logger: Logger

    func show(_ event: RunEvent) async {
        switch event {
        case .sidecar(let event): show(event)
        case .endpoint(let event): show(event)
        case .jobStarted(let job): show(started: job)
        case .noted(let job, let note):
            let level: Logger.Level = note.severity == .warning ? .warning : .notice
            logger.log(
                level: level,
                "Note",
                metadata: ["job": "\(job)", "code": "\(note.code)", "message": "\(note.message)"]
            )
        case .segmentDone: break
        case .takeRejected(let job, let segment, let attempt, let error):
            logger.warning(
                "Take rejected",
                metadata: [
                    "job": "\(job)", "segment": "\(segment)", "attempt": "\(attempt)", "code": "\(error.code.rawValue)",
                ]
            )
        case .takeDamaged(let job, let segment, let error):
            logger.warning(
                "Take damaged",
                metadata: ["job": "\(job)", "segment": "\(segment)", "reason": "\(error.message)"]
            )
        case .segmentFlagged(let job, let segment, let error):
            logger.warning(
                "Segment flagged",
                metadata: ["job": "\(job)", "segment": "\(segment)", "reason": "\(error.message)"]
            )
        case .segmentFailed(let job, let segment, let error):
            logger.error(
                "Segment set aside",
                metadata: [
                    "job": "\(job)", "segment": "\(segment)", "code": "\(error.code.rawValue)",
                    "reason": "\(error.message)",
                ]
            )
        case .jobEnded(let job): show(ended: job)
        case .restarting(let attempt, let limit):
            logger.warning("Sidecar restarts", metadata: ["attempt": "\(attempt)", "of": "\(limit)"])
        case .stopping(let reason):
            logger.notice("Stopping", metadata: ["reason": "\(reason.rawValue)"])
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
                "audioSeconds": "\(Int(summary.totals.audioSeconds.rounded()))",
                "exitCode": "\(summary.exitCode)",
            ]
        )
    }

    private func show(started job: Job) {
        logger.notice(
            "Job started",
            metadata: [
                "job": "\(job.id)", "title": "\(job.title)",
                "segments": "\(job.progress.segments)", "done": "\(job.progress.segmentsDone)",
            ]
        )
    }

    private func show(ended job: Job) {
        var metadata: Logger.Metadata = [
            "job": "\(job.id)", "state": "\(job.state.rawValue)",
            "audioSeconds": "\(Int(job.progress.audioSeconds.rounded()))",
        ]
        metadata["output"] = job.outputs.first.map { "\($0)" }
        metadata["code"] = job.error.map { "\($0.code.rawValue)" }
        metadata["reason"] = job.error.map { "\($0.message)" }
        metadata["remedy"] = job.error.map { "\($0.remedy)" }
        logger.log(level: job.error == nil ? .notice : .error, "Job ended", metadata: metadata)
    }

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
        case .listening(let event): show(listener: event)
        }
    }

    private func show(listener event: SidecarEvent) {
        switch event {
        case .starting(let program): logger.notice("Listener starting", metadata: ["program": "\(program)"])
        case .online(let port, _, _): logger.notice("Listener online", metadata: ["port": "\(port)"])
        case .offline(let ending): logger.notice("Listener offline", metadata: ["ending": "\(ending)"])
        case .error(let error):
            logger.warning(
                "Nobody listens for now",
                metadata: ["code": "\(error.code.rawValue)", "reason": "\(error.message)"]
            )
        case .launched, .loading, .stopping, .listening: break
        }
    }
}

extension LogDisplay {
    func show(_ event: EndpointEvent) {
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
