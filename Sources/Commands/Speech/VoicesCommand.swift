package import ArgumentParser
internal import Core
internal import Foundation
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
        let capabilities = try await speech.withSynthesizer(context) { $0.capabilities }
        switch format {
        case .text:
            for voice in capabilities.voices {
                context.console.line("\(voice.id)  \(voice.languages.joined(separator: ", "))")
            }
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            context.console.line(String(decoding: try encoder.encode(capabilities.voices), as: UTF8.self))
        }
    }
}

extension OutputFormat: ExpressibleByArgument {}
