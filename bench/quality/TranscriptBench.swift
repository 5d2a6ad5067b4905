import ArgumentParser
import Core
import Foundation
import Quality

/// Judges what was heard in takes by the texts that they should say.
struct TranscriptBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transcripts",
        abstract: "Count the takes whose transcripts are taken for those of another text."
    )

    @Option(help: "A file of JSON lines, each with kind, text, heard and, after a closer listen, heardAgain.")
    var heard: String

    @Flag(help: "Tell of every wrong take that was missed and every good one that was rejected.")
    var verbose = false

    private struct Line: Decodable {
        var kind: String
        var text: String
        var heard: String
        var heardAgain: String?
    }

    func run() throws {
        var rows: [JudgedKind] = []
        let comparison = TranscriptComparison(language: "en")
        for line in try String(contentsOfFile: heard, encoding: .utf8).split(separator: "\n") {
            let line = try JSONDecoder().decode(Line.self, from: Data(line.utf8))
            var findings: [TakeFinding] = []
            for heard in [line.heard, line.heardAgain].compactMap({ $0 }) {
                let transcript = comparison.compare(text: line.text, heard: heard, model: "")
                findings = TranscriptJudge().findings(transcript, text: line.text)
                // What is heard at first is enough where nothing is wrong with it.
                if findings.isEmpty { break }
            }
            let place = rows.firstIndex { $0.kind == line.kind } ?? rows.count
            if place == rows.count { rows.append(JudgedKind(line.kind)) }
            rows[place].add(findings.map(\.kind.rawValue))
            if verbose, findings.isEmpty != (line.kind == "good") {
                let said =
                    "\(line.kind): \(findings.map(\.sentence)) “\(line.text)” “\(line.heardAgain ?? line.heard)”\n"
                FileHandle.standardError.write(Data(said.utf8))
            }
        }
        try JudgedKind.show(rows)
    }
}
