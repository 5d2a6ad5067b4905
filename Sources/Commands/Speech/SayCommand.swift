package import ArgumentParser
internal import Audio
internal import Core
internal import Foundation
internal import Manuscripts
internal import Narration

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
        let manuscript = try ManuscriptParser().parse(try SourceReader().read(data, name: "the text"))
        let chapters = SegmentPlanner(language: job.language).plan(manuscript)
        let settings = try speech.settings(context)
        let base = OutputTarget(option: job.output, isShared: false, context: context)
            .base(forSource: nil, title: "preview")
        let target = URL(fileURLWithPath: base)
        let format = OutputTarget.format(ofPath: job.output) ?? settings.format
        let preview = Preview(
            own: VoiceWishes(
                voice: job.voice,
                language: job.language,
                instructions: job.instructions,
                speed: job.speed
            ),
            profile: settings.wishes,
            seed: job.seed ?? settings.seed,
            target: target.appendingPathExtension(format.fileExtension),
            format: format,
            pauses: settings.pauses,
            mastering: settings.mastering,
            overwrite: job.overwrite,
            responseTimeout: .seconds(settings.responseTimeout)
        )
        let book = try await speech.withSynthesizer(context) { synthesizer in
            let model = synthesizer.capabilities.model
            let instructions = preview.own.instructions ?? preview.profile.instructions
            if instructions != nil, !synthesizer.capabilities.supportsInstructions {
                context.console.note("The model \(model) does not follow instructions; it speaks without them.")
            }
            return try await preview.speak(chapters, with: synthesizer)
        }
        context.console.line("\(book.files.first?.path ?? "")  (\(book.audioSeconds.spokenLength))")
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
        if let language, !LanguageTag.isLanguage(language) {
            throw ValidationError("--language is \"\(language)\"; it must be a tag such as en-US, or auto.")
        }
        if let speed, !(0.25...4).contains(speed) {
            throw ValidationError("--speed is \(speed); it must be from 0.25 to 4.")
        }
        if let seed, !(0...Int(Int32.max)).contains(seed) {
            throw ValidationError("--seed is \(seed); it must be from 0 to \(Int32.max).")
        }
        let ending = URL(fileURLWithPath: output).pathExtension
        if !ending.isEmpty, OutputTarget.format(ofPath: output) == nil {
            throw ValidationError("--output ends in .\(ending); the endings are wav, flac, mp3, ogg and opus.")
        }
    }
}
