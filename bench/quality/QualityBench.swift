import ArgumentParser

/// Counts how many bad takes the checks find, and how many good ones they reject, for `make bench-quality`.
@main
struct QualityBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quality-bench",
        abstract: "Judge takes that are known to be good or bad, and print a row for each kind as JSON.",
        subcommands: [DefectBench.self, TranscriptBench.self]
    )
}
