import ArgumentParser
import Core
import Foundation

/// Counts how many bad takes the checks find, and how many good ones they reject, for `make bench-quality`.
@main
struct QualityBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quality-bench",
        abstract: "Judge takes that are known to be good or bad, and print a row for each kind as JSON.",
        subcommands: [DefectBench.self, TranscriptBench.self]
    )
}

/// What the checks said of all takes of one kind.
struct JudgedKind: Encodable {
    var kind: String
    var takes = 0
    /// Those with a finding, by their place among the takes of the kind.
    var rejected: [Int] = []
    /// How many takes each finding was made in.
    var findings: [String: Int] = [:]

    init(_ kind: String) {
        self.kind = kind
    }

    /// Counts one more take.
    mutating func add(_ names: [String]) {
        if !names.isEmpty { rejected.append(takes) }
        for name in names { findings[name, default: 0] += 1 }
        takes += 1
    }

    /// Prints rows as JSON lines.
    static func show(_ rows: [JudgedKind]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        for row in rows { print(String(decoding: try encoder.encode(row), as: UTF8.self)) }
    }
}
