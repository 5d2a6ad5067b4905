internal import Core
internal import Foundation
internal import Narration
internal import Reporting

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

    func show(_ event: Event) {
        let job = event.jobID ?? 0
        switch event.kind {
        case .sidecar(let kind): note(kind)
        case .endpoint(let kind): note(kind)
        case .jobAdded, .jobRetried, .jobRemoved, .runStarted, .runEnded: return
        case .jobStarted(let start), .jobReopened(let start):
            bars.removeAll { $0.id == job }
            bars.append(JobBar(job, start))
        case .jobNoted(let note): print("job \(job): \(note.sentence)")
        case .jobReleased: bars.removeAll { $0.id == job }
        case .segmentDone(_, let characters, let audioSeconds, let reused):
            update(job) { $0.advance(characters: characters, audioSeconds: reused ? 0 : audioSeconds) }
            draw(force: false)
            return
        case .takeRejected(let segment, let attempt, let error):
            print("job \(job), segment \(segment): take \(attempt) rejected: \(error.message)")
        case .takeDamaged(let segment, let error):
            print("job \(job), segment \(segment): made again: \(error.message)")
        case .segmentFlagged(let segment, let error):
            print("job \(job), segment \(segment): flagged: \(error.message)")
        case .segmentFailed(let segment, let error):
            print("job \(job), segment \(segment): set aside: \(error.message) [\(error.code.rawValue)]")
        case .jobEnded(let ending):
            bars.removeAll { $0.id == job }
            print(sentence(job, ending))
        case .sidecarRestarting(let attempt, let limit): print("the sidecar is started again (\(attempt) of \(limit))")
        case .runStopping(let reason):
            print("stopping (\(reason.rawValue)); what is narrated is kept. Interrupt again to stop at once.")
        }
        draw(force: true)
    }

    func finish(_ summary: RunSummary) {
        erase()
        let totals = summary.totals
        var parts = ["\(totals.jobsCompleted.of("job")) completed"]
        if totals.jobsWithGaps > 0 { parts.append("\(totals.jobsWithGaps) with gaps") }
        if totals.jobsFailed > 0 { parts.append("\(totals.jobsFailed) failed") }
        if totals.jobsBlocked > 0 { parts.append("\(totals.jobsBlocked) blocked") }
        parts.append("\(totals.audioSeconds.spoken) of audio made")
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
        case .transcriber(.error(let error)):
            print("takes are not transcribed for now: \(error.message) [\(error.code.rawValue)]")
        case .transcriber: break
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

    private func sentence(_ job: Job.ID, _ ending: Event.JobEnding) -> String {
        guard ending.state == .completed else {
            let reason = ending.error.map { ": \($0.message) [\($0.code.rawValue)]" } ?? ""
            return "job \(job) \(ending.state.rawValue)\(reason)"
        }
        return "job \(job) completed: \(ending.audioSeconds.spoken) → \(ending.output ?? "–")"
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

/// One job's line on a terminal.
struct JobBar: Sendable {
    let id: Job.ID
    private let title: String
    private let characters: Int
    private let charactersBefore: Int
    private var charactersDone: Int
    private var audioMade = 0.0
    private let started = ContinuousClock.now

    init(_ id: Job.ID, _ start: Event.JobStart) {
        self.id = id
        title = start.title
        characters = max(1, start.characters)
        charactersBefore = start.charactersDone
        charactersDone = start.charactersDone
    }

    mutating func advance(characters: Int, audioSeconds: Double) {
        charactersDone += characters
        audioMade += audioSeconds
    }

    /// Title, bar, share, speed as a multiple of real time, and time left.
    func line(width: Int, elapsed: Duration) -> String {
        let seconds = min(elapsed, ContinuousClock.now - started).inSeconds
        let share = min(1, Double(charactersDone) / Double(characters))
        let pace = seconds > 0 ? Double(charactersDone - charactersBefore) / seconds : 0
        let left = pace > 0 ? (Double(characters - charactersDone) / pace).spoken : "–"
        let speed = seconds > 0 ? String(format: "%.0f", audioMade / seconds) : "–"
        let facts = String(format: " %3.0f %%  %@ × realtime, %@ left", share * 100, speed, left)
        let name = "\(id) \(title)".prefix(max(8, width / 4))
        let room = max(5, width - name.count - facts.count - 5)
        let filled = Int((share * Double(room)).rounded(.down))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: room - filled)
        return "\(name) \(bar)\(facts)"
    }
}

extension Duration {
    /// The length in seconds.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

/// How many of a run's endpoints get work, as one line on a terminal.
struct EndpointLine: Sendable {
    private var working: Set<String> = []
    private var resting: Set<String> = []

    mutating func note(_ event: EndpointEvent) {
        switch event {
        case .online(let endpoint, _), .back(let endpoint):
            working.insert(endpoint)
            resting.remove(endpoint)
        case .resting(let endpoint, _):
            working.remove(endpoint)
            resting.insert(endpoint)
        case .done: break
        }
    }

    /// Nil while none was heard of.
    var text: String? {
        let all = working.count + resting.count
        guard all > 0 else { return nil }
        return "endpoints: \(working.count) of \(all) work"
    }
}
