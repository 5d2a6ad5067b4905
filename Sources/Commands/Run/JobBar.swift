internal import Core
internal import Foundation

/// One job's line on a terminal.
struct JobBar: Sendable {
    let id: Job.ID
    private let title: String
    private let characters: Int
    private let charactersBefore: Int
    private var charactersDone: Int
    private var audioMade = 0.0
    private let started = ContinuousClock.now

    init(_ job: Job) {
        id = job.id
        title = job.title
        characters = max(1, job.progress.characters)
        charactersBefore = job.progress.charactersDone
        charactersDone = job.progress.charactersDone
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
        let left = pace > 0 ? (Double(characters - charactersDone) / pace).spokenLength : "–"
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
