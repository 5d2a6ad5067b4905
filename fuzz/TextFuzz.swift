internal import ArgumentParser
internal import ManuscriptLaws

/// Plans texts by chance and damaged files by the million, and looks whether the laws of planning hold.
@main
struct TextFuzz: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "text-fuzz",
        abstract: "Plan made-up and damaged texts, and look whether the laws of planning hold.",
        discussion: "Exit code 1, with a seed for --replay and a short input, when one does not."
    )

    @Option(help: "How many inputs to make.")
    var inputs = 1_000_000

    @Option(help: "What the inputs are made from; the same number makes the same ones.")
    var seed: UInt64 = 1

    @Option(help: "Only check the one input of this seed, as a failure names it.")
    var replay: UInt64?

    @Option(help: "How many texts to make longer, to see whether their time grows faster than they do.")
    var texts = 400

    func run() async throws {
        if let replay {
            let tally = FuzzSeries.tally(of: replay)
            try show(tally.failures)
            print("seed \(replay): all laws hold, in \(tally.elapsed.inSeconds) s")
            return
        }
        CrashReport.install()
        let watchdog = Watchdog()
        let tally = await FuzzSeries(seed: seed, count: inputs).run()
        watchdog.stop()
        print(tally.summary)
        try show(tally.failures)
        let grown = GrowthSeries(seed: seed, count: texts).run()
        print(grown.summary)
        if !grown.failures.isEmpty {
            throw ExitCode(1)
        }
    }

    private func show(_ failures: [FuzzTally.Failure]) throws {
        for failure in failures {
            print(FuzzReport(of: HostileInput(seed: failure.seed), breaking: failure.breach).text)
        }
        if !failures.isEmpty {
            throw ExitCode(1)
        }
    }
}
