package import ArgumentParser
internal import Foundation
internal import Narration
internal import Reporting

/// `qwen-batch say`: speaks a text into a file, outside the queue.
package struct SayCommand: BatchCommand {
    package static let configuration = CommandConfiguration(
        commandName: "say",
        abstract: "Speak a text into a file, as a preview.",
        discussion: """
            Uses the profile's endpoints; else the kept sidecar (`sidecar start`), or starts one for the time. The text can be - for standard input.
            """
    )

    @OptionGroup var speech: SpeechOptions
    @OptionGroup var job: PreviewArguments

    @Argument(help: "The text to speak, or - for standard input.")
    var text: String

    package init() {}

    package func run(in context: CommandContext) async throws {
        let data = text == "-" ? try context.standardInput() : Data(text.utf8)
        let service = try speech.service(context)
        let request = job.request
        let preview = try await context.untilStopped(onSecondSignal: service.killNow) {
            try await service.say(data, request) { context.console.show($0) }
        }
        context.console.line("\(preview.file.path)  (\(preview.audioSeconds.spoken))")
    }
}

/// What can be said of a preview.
struct PreviewArguments: ParsableArguments {
    @Option(name: .long, help: "The voice; `qwen-batch voices` lists them. Default: the profile's.")
    var voice: String?

    @Option(name: .long, help: "The language as a tag such as en-US.")
    var language: String?

    @Option(name: .long, help: "How to speak, in words, for engines that follow them. Default: the profile's.")
    var instructions: String?

    @Option(name: .long, help: "The pace, from 0.25 to 4.")
    var speed: Double?

    @Option(name: .long, help: "The number that chance starts from.")
    var seed: Int?

    @Option(name: [.long, .short], help: "The file to write; its ending names the format.", completion: .file())
    var output = "preview.wav"

    @Flag(name: .long, help: "Replace the file if it is there.")
    var overwrite = false

    func validate() throws {
        if let fault = request.fault { throw fault.validationError }
    }

    var request: PreviewRequest {
        var request = PreviewRequest(output: output)
        request.voice = voice
        request.language = language
        request.instructions = instructions
        request.speed = speed
        request.seed = seed
        request.overwrite = overwrite
        return request
    }
}
