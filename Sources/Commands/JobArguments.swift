internal import ArgumentParser
internal import Core
internal import Narration

/// What can be said of a job when it is enqueued.
struct JobArguments: ParsableArguments {
    @Option(name: .long, help: "The voice; `qwen-batch voices` lists them. Default: the profile's.")
    var voice: String?

    @Option(name: .long, help: "The language as a tag such as en-US. Default: the text's own, else the profile's.")
    var language: String?

    @Option(name: .long, help: "How to speak, in words, for engines that follow them. Default: the profile's.")
    var instructions: String?

    @Option(name: .long, help: "The pace, from 0.25 to 4; 1 is the voice's own. Default: the profile's.")
    var speed: Double?

    @Option(name: .long, help: "The number that chance starts from. Default: the profile's.")
    var seed: Int?

    @Option(name: .long, help: "wav, flac, mp3, ogg or opus. Default: the ending of --output, else the profile's.")
    var format: AudioFormat?

    @Option(
        name: [.long, .short],
        help: "The finished file, or the folder it goes into. Default: beside the source.",
        completion: .file()
    )
    var output: String?

    @Flag(name: .long, help: "Also write one file per chapter.")
    var chapters = false

    @Flag(name: .long, help: "Replace files that stand where the output goes.")
    var overwrite = false

    @Option(
        name: .long,
        help: "Where no take can be had of a text: allow a pause, or refuse the book. Default: the profile's."
    )
    var gaps: GapPolicy?

    @Option(name: .long, help: "Jobs with a higher number go first.")
    var priority = 0

    @Option(name: .long, help: "The title in the tags. Default: the text's own, else the file's name.")
    var title: String?

    @Option(name: .long, help: "The author in the tags. Default: the text's own.")
    var author: String?

    func validate() throws {
        if let fault = options.fault { throw fault.validationError }
    }

    var options: EnqueueOptions {
        var options = EnqueueOptions()
        options.voice = voice
        options.language = language
        options.instructions = instructions
        options.speed = speed
        options.seed = seed
        options.format = format
        options.output = output
        options.chapterFiles = chapters
        options.overwrite = overwrite
        options.gaps = gaps
        options.priority = priority
        options.title = title
        options.author = author
        return options
    }
}
