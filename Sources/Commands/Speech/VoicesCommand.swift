package import ArgumentParser
internal import Core
internal import Narration
internal import Reporting

/// `qwen-batch voices`: lists what the engine can speak with.
package struct VoicesCommand: BatchCommand {
    package static let configuration = CommandConfiguration(
        commandName: "voices",
        abstract: "List the voices of the engine.",
        discussion: """
            Asks the profile's endpoints; else the kept sidecar (`sidecar start`), or starts one for the time.
            """
    )

    @OptionGroup var speech: SpeechOptions

    @Option(name: .long, help: "How to write the result: text or json.")
    var format: OutputFormat = .text

    package init() {}

    package func run(in context: CommandContext) async throws {
        let service = try speech.service(context)
        let voices = try await context.untilStopped(onSecondSignal: service.killNow) {
            try await service.voices { context.console.show($0) }
        }
        switch format {
        case .text:
            for voice in voices.map(\.voice) {
                context.console.line("\(voice.id)  \(voice.languages.joined(separator: ", "))")
            }
        case .json: context.console.output(try ReportJSON.text(of: voices))
        }
    }
}
