import ArgumentParser
import Audio
import Core
import Foundation
import Quality

/// Makes defects in good takes, and judges them and the good ones by their sound.
struct DefectBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "defects",
        abstract: "Make defects in good takes, and count how many are found, and how many good takes are rejected."
    )

    @Option(help: "A file of JSON lines, each with the file and the text of a good take.")
    var takes: String

    @Option(help: "Defects of each kind.")
    var defects = 100

    @Option(help: "Where chance begins.")
    var seed: UInt64 = 1

    @Option(help: "Which half of the takes is looked at: tune or test.")
    var half = "test"

    @Flag(help: "Tell of every defect that was missed and every good take that was rejected.")
    var verbose = false

    private struct Line: Decodable {
        var file: String
        var text: String
    }

    func run() throws {
        let recordings = try readTakes()
        var random = Randomness(seed: seed)
        // The pace is learned on the half that thresholds were tuned on.
        let parity = half == "test" ? 1 : 0
        let tuned = recordings.enumerated().filter { $0.offset % 2 != parity }.map(\.element)
        let shown = recordings.enumerated().filter { $0.offset % 2 == parity }.map(\.element)
        var habits = VoiceStatistics()
        for take in tuned { if let found = measure(take.samples, take) { habits.note(found, of: take.text) } }
        var rows = [row("good", shown.map { ($0.samples, $0) }, habits)]
        for kind in Defect.allCases {
            let made = (0..<defects).compactMap { _ -> ([Int16], Recording)? in
                guard let take = shown.randomElement(using: &random) else { return nil }
                return (kind.make(in: take, others: shown, &random), take)
            }
            rows.append(row(kind.rawValue, made, habits))
        }
        try JudgedKind.show(rows)
    }

    private func row(_ kind: String, _ takes: [([Int16], Recording)], _ habits: VoiceStatistics) -> JudgedKind {
        var row = JudgedKind(kind)
        for (samples, take) in takes {
            guard var measures = measure(samples, take) else {
                row.add(["silent"])
                continue
            }
            habits.predict(for: take.text, in: &measures)
            let findings = AcousticJudge().findings(measures)
            row.add(findings.map(\.kind.rawValue))
            if verbose, findings.isEmpty != (kind == "good") {
                FileHandle.standardError.write(
                    Data("\(kind): \(findings.map(\.sentence)) \(measures) “\(take.text)”\n".utf8)
                )
            }
        }
        return row
    }

    private func measure(_ samples: [Int16], _ take: Recording) -> TakeMeasures? {
        var meter = TakeMeter(sampleRate: take.sampleRate, isThorough: true)
        // In pieces, as answers arrive.
        for start in stride(from: 0, to: samples.count, by: 4_800) {
            meter.feed(samples[start..<min(samples.count, start + 4_800)])
        }
        return meter.finish(saying: take.text)
    }

    private func readTakes() throws -> [Recording] {
        try String(contentsOfFile: takes, encoding: .utf8).split(separator: "\n").map { line in
            let line = try JSONDecoder().decode(Line.self, from: Data(line.utf8))
            let bytes = try Data(contentsOf: URL(fileURLWithPath: line.file))
            // Takes are 16-bit mono WAV files with a header of 44 bytes.
            let rate = bytes[24..<28].reversed().reduce(0) { $0 << 8 | Int($1) }
            let samples = bytes.dropFirst(44).withUnsafeBytes { buffer in
                (0..<buffer.count / 2).map { buffer.loadUnaligned(fromByteOffset: $0 * 2, as: Int16.self) }
            }
            return Recording(text: line.text, samples: samples, sampleRate: rate)
        }
    }
}
