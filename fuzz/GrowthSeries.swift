internal import Documents
internal import Foundation
internal import ManuscriptLaws
internal import Manuscripts

/// Makes texts eight times as long, to see whether they take much more than eight times as long.
struct GrowthSeries {
    private static let shortest = 16_000
    private static let factor = 8
    /// A step from 16 to 128 kB: twice the factor is noise and caches, eight times would be quadratic.
    private static let worst = 24.0
    /// Shorter times are mostly noise.
    private static let least = Duration.milliseconds(40)

    let seed: UInt64
    let count: Int

    /// What was found.
    struct Findings {
        var failures: [String] = []
        var texts = 0
        var steepest = 0.0
        var slowest = 0.0

        var summary: String {
            let figures = [
                "\(texts) texts made \(GrowthSeries.factor) times as long",
                "took up to \(steepest.rounded()) times as long and up to \(slowest.rounded()) µs a byte",
            ]
            return ([figures.joined(separator: ", ")] + failures).joined(separator: "\n")
        }
    }

    func run() -> Findings {
        var findings = Findings()
        let random = (0..<count).lazy.map { GrowingText(seed: SeededRandom.seed($0, of: ~seed)) }
        for text in [GrowingText.known, Array(random)].joined() {
            for name in ["book.txt", "book.md"] {
                measure(text, name, &findings)
            }
        }
        return findings
    }

    private func measure(_ text: GrowingText, _ name: String, _ findings: inout Findings) {
        findings.texts += 1
        var length = Self.shortest
        var times = times(text, length, name, tries: 1)
        // Once more with care; then one step further, because what ends a search early at first is no law of growth.
        for step in [1, Self.factor] where isSteep(times) {
            length *= step
            times = self.times(text, length, name, tries: 3)
        }
        findings.slowest = max(findings.slowest, times.long / .microseconds(length * Self.factor))
        guard times.long > Self.least else { return }
        findings.steepest = max(findings.steepest, times.long / times.short)
        if isSteep(times) {
            let growth = "\(times.short.inSeconds) s, then \(times.long.inSeconds) s"
            findings.failures.append(
                "\(text.unit.debugDescription) over and over breaks the law of time: \(growth) for \(name)"
            )
        }
    }

    private func isSteep(_ times: (short: Duration, long: Duration)) -> Bool {
        times.long > Self.least && times.long / times.short > Self.worst
    }

    private func times(
        _ text: GrowingText,
        _ length: Int,
        _ name: String,
        tries: Int
    ) -> (short: Duration, long: Duration) {
        let (short, long) = (text.bytes(length), text.bytes(length * Self.factor))
        return (time(short, name, tries), time(long, name, tries))
    }

    private func time(_ bytes: [UInt8], _ name: String, _ tries: Int) -> Duration {
        (0..<tries).map { _ in ContinuousClock().measure { Planner.plan(bytes, name: name) } }.min() ?? .zero
    }
}

/// A few pieces over and over, as often as wanted; in every second text they are numbered.
struct GrowingText {
    /// What once took more time than its length explains, or comes near to it.
    static let known = [
        "CHAPTER I\nCHAPTER II\nCHAPTER III\n", "1. Lamp\n2. Lamp\n3. Lamp\n", "[a](b)<!--c-->", "[a](b ", "<a ", "[](",
        "`a``b ",
        "I.\n\n", "[Illustration ", "CONTENTS\n\nOne\nTwo\n\n", "a\u{301}\u{323}", "a. ", "J. ",
    ].map { GrowingText(unit: $0) }

    let unit: String
    private let isNumbered: Bool

    private init(unit: String) {
        self.unit = unit
        isNumbered = false
    }

    init(seed: UInt64) {
        var texts = TextGenerator(seed: seed)
        unit = (0...seed % 4).map { _ in texts.piece() }.joined()
        isNumbered = seed / 4 % 2 == 0
    }

    func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var number = 0
        while bytes.count < count {
            number += 1
            bytes += (isNumbered ? "\(unit)\(number)" : unit).utf8
            if unit.isEmpty { bytes.append(0x20) }
        }
        return bytes
    }
}

/// The stages that turn a file into segments.
enum Planner {
    static func plan(_ bytes: [UInt8], name: String) {
        // What is refused was looked at to its end too.
        guard let document = try? SourceReader().read(Data(bytes), name: name),
            let manuscript = try? Manuscript(document)
        else { return }
        _ = SegmentPlanner().plan(manuscript)
    }
}
