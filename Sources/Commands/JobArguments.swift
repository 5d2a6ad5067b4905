internal import ArgumentParser
internal import Core
internal import Foundation
internal import Manuscripts
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

    @Option(name: .long, help: "Jobs with a higher number go first.")
    var priority = 0

    @Option(name: .long, help: "The title in the tags. Default: the text's own, else the file's name.")
    var title: String?

    @Option(name: .long, help: "The author in the tags. Default: the text's own.")
    var author: String?

    func validate() throws {
        for (name, text) in [
            ("voice", voice), ("language", language), ("instructions", instructions), ("output", output),
            ("title", title),
        ]
        where text.map({ TitleLine.clean($0) == nil }) == true {
            throw ValidationError("--\(name) is empty.")
        }
        // This is what Swift makes of bytes that it cannot read.
        for (name, text) in [("output", output), ("title", title), ("author", author)]
        where text?.unicodeScalars.contains("\u{FFFD}") == true {
            throw ValidationError("--\(name) is not valid UTF-8.")
        }
        if let language, !LanguageTag.isLanguage(language) {
            throw ValidationError("--language is \"\(language)\"; it must be a tag such as en-US, or auto.")
        }
        if let speed, !(0.25...4).contains(speed) {
            throw ValidationError("--speed is \(speed); it must be from 0.25 to 4.")
        }
        if let seed, !(0...Int(Int32.max)).contains(seed) {
            throw ValidationError("--seed is \(seed); it must be from 0 to \(Int32.max).")
        }
        if let ending = output.flatMap(OutputTarget.unsupportedEnding(ofPath:)) {
            let endings = AudioFormat.allCases.map { ".\($0.fileExtension)" }.joined(separator: ", ")
            throw ValidationError("--output ends in .\(ending), which cannot be written; these can: \(endings).")
        }
        if let format, let ending = output.flatMap(OutputTarget.format(ofPath:)), ending != format {
            throw ValidationError("--output ends in .\(ending.rawValue), but --format is \(format.rawValue).")
        }
    }

    /// The options that are stored with the job.
    func options(language found: String?) -> JobOptions {
        JobOptions(
            voice: voice,
            language: language ?? found,
            instructions: instructions,
            speed: speed,
            seed: seed,
            format: format ?? output.flatMap(OutputTarget.format(ofPath:)),
            chapterFiles: chapters,
            overwrite: overwrite
        )
    }
}

extension AudioFormat: ExpressibleByArgument {}
