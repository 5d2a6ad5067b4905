internal import Core
internal import Foundation
internal import Narration

/// Draws a bar per job on a terminal, with speed, time left and the sidecar's state.
actor ProgressDisplay: RunDisplay {
    private let console: Console
    private var bars: [JobBar] = []
    private var sidecar = "offline"
    private var endpoints = EndpointLine()
    /// When the sidecar came online: what was made since then tells the speed.
    private var onlineSince: ContinuousClock.Instant?
    private var drawnLines = 0
    private var lastDrawn: ContinuousClock.Instant?

    /// A redraw more often than this only costs time.
    private static let interval = Duration.milliseconds(100)

    init(console: Console) {
        self.console = console
    }

    func show(_ event: RunEvent) {
        switch event {
        case .sidecar(let event): note(event)
        case .endpoint(let event): note(event)
        case .jobStarted(let job): bars.append(JobBar(job))
        case .noted(let job, let note): print("job \(job): \(note.sentence)")
        case .segmentDone(let job, let characters, let audioSeconds, let reused):
            update(job) { $0.advance(characters: characters, audioSeconds: reused ? 0 : audioSeconds) }
            draw(force: false)
            return
        case .takeRejected(let job, let segment, let attempt, let error):
            print("job \(job), segment \(segment): take \(attempt) rejected: \(error.message)")
        case .takeDamaged(let job, let segment, let error):
            // Its job starts anew, with another bar.
            bars.removeAll { $0.id == job }
            print("job \(job), segment \(segment): made again: \(error.message)")
        case .segmentFlagged(let job, let segment, let error):
            print("job \(job), segment \(segment): flagged, the best of its takes is used: \(error.message)")
        case .segmentFailed(let job, let segment, let error):
            print("job \(job), segment \(segment): set aside: \(error.message) [\(error.code.rawValue)]")
        case .jobEnded(let job):
            bars.removeAll { $0.id == job.id }
            print(sentence(job))
        case .restarting(let attempt, let limit): print("the sidecar is started again (\(attempt) of \(limit))")
        case .stopping(let reason):
            print("stopping (\(reason.rawValue)); what is narrated is kept. Interrupt again to stop at once.")
        }
        draw(force: true)
    }

    func finish(_ summary: RunSummary) {
        erase()
        let totals = summary.totals
        var parts = ["\(totals.jobsCompleted.counted("job")) completed"]
        if totals.jobsFailed > 0 { parts.append("\(totals.jobsFailed) failed") }
        if totals.jobsBlocked > 0 { parts.append("\(totals.jobsBlocked) blocked") }
        parts.append("\(totals.audioSeconds.spokenLength) of audio made")
        console.note("Run \(summary.state.rawValue): \(parts.joined(separator: ", ")).")
    }

    private func note(_ event: SidecarEvent) {
        switch event {
        case .starting, .launched: sidecar = "starting"
        case .loading(let message): sidecar = "starting: \(message)"
        case .online(let port, _, let capabilities):
            sidecar = "online (\(capabilities.engine), port \(port))"
            onlineSince = .now
        case .stopping: sidecar = "stopping"
        case .offline: sidecar = "offline"
        case .error(let error): sidecar = "error (\(error.code.rawValue))"
        case .listening(.error(let error)):
            print("nobody listens to the takes for now: \(error.message) [\(error.code.rawValue)]")
        case .listening: break
        }
    }

    private func note(_ event: EndpointEvent) {
        if case .online = event { onlineSince = onlineSince ?? .now }
        if case .resting(let endpoint, let error) = event {
            print("\(endpoint) rests: \(error.message) [\(error.code.rawValue)]")
        }
        endpoints.note(event)
    }

    private func update(_ id: Job.ID, _ change: (inout JobBar) -> Void) {
        guard let index = bars.firstIndex(where: { $0.id == id }) else { return }
        change(&bars[index])
    }

    private func sentence(_ job: Job) -> String {
        switch job.state {
        case .completed:
            "job \(job.id) completed: \(job.progress.audioSeconds.spokenLength) → \(job.outputs.first ?? "–")"
        default:
            "job \(job.id) \(job.state.rawValue)\(job.error.map { ": \($0.message) [\($0.code.rawValue)]" } ?? "")"
        }
    }

    /// Prints a line that stays, above the bars.
    private func print(_ line: String) {
        erase()
        console.note(line)
    }

    private func draw(force: Bool) {
        if !force, let lastDrawn, ContinuousClock.now - lastDrawn < Self.interval { return }
        lastDrawn = .now
        let elapsed = onlineSince.map { ContinuousClock.now - $0 } ?? .zero
        let lines =
            bars.map { $0.line(width: console.width, elapsed: elapsed) } + [endpoints.text ?? "sidecar: \(sidecar)"]
        erase()
        console.error(lines.map { String($0.prefix(console.width - 1)) + "\n" }.joined())
        drawnLines = lines.count
    }

    /// Takes the bars away: up to their first line, and everything below it.
    private func erase() {
        guard drawnLines > 0 else { return }
        console.error("\u{1B}[\(drawnLines)F\u{1B}[J")
        drawnLines = 0
    }
}
