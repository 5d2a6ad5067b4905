internal import BatchCore
internal import Crypto
internal import Foundation
internal import Manuscripts

/// Turns one source into a job: reads it, finds its chapters, plans its segments.
struct JobPlanner: Sendable {
    let arguments: PlannedArguments
    let context: CommandContext

    /// What of the command line shapes a job.
    struct PlannedArguments: Sendable {
        var options: @Sendable (_ language: String?) -> JobOptions
        var title: String?
        var author: String?
        var priority: Int
        var target: OutputTarget
    }

    /// - Throws: `BatchError` with an `input.…` code.
    func plan(file: URL) throws -> NewJob {
        let source = try SourceReader().read(contentsOf: file)
        return try plan(source, file: file, identity: file.path)
    }

    /// - Throws: `BatchError` with an `input.…` code.
    func planStandardInput() throws -> NewJob {
        let source = try SourceReader().read(try context.standardInput(), name: "standard input")
        return try plan(source, file: nil, identity: "-")
    }

    private func plan(_ source: SourceText, file: URL?, identity: String) throws -> NewJob {
        let manuscript = try ManuscriptParser().parse(source)
        let options = arguments.options(manuscript.language)
        let stem = file.map { $0.deletingPathExtension().lastPathComponent }
        let given = arguments.title.flatMap(TitleLine.clean)
        let title = given ?? manuscript.title ?? stem.flatMap(TitleLine.clean) ?? "Narration"
        // An empty author is none, whatever the text says.
        let author = arguments.author.map(TitleLine.clean) ?? manuscript.author
        let base = arguments.target.base(forSource: file, title: title)
        return NewJob(
            source: identity,
            fingerprint: fingerprint(of: source.text, parts: [identity, base, title, author ?? ""], options: options),
            title: title,
            author: author,
            options: options,
            outputBase: base,
            priority: arguments.priority,
            chapters: SegmentPlanner(language: options.language).plan(manuscript),
            diagnostics: manuscript.diagnostics + occupation(of: base, options)
        )
    }

    /// A warning where a file stands that the job will not replace; which formats a run writes it may have left open.
    private func occupation(of base: String, _ options: JobOptions) -> [Diagnostic] {
        let formats = options.format.map { [$0] } ?? AudioFormat.allCases
        guard !options.overwrite, let path = OutputTarget.occupied(base: base, formats: formats) else { return [] }
        let remedy = "move it away before the run, or enqueue again with --again and --overwrite or another --output"
        return [
            Diagnostic(.warning, code: "output.exists", message: "\(path) is there already and will not be replaced: \(remedy).")
        ]
    }

    /// A hex SHA-256 over the text and everything that makes two jobs different.
    private func fingerprint(of text: String, parts: [String], options: JobOptions) -> String {
        var hasher = SHA256()
        let wishes = [
            options.voice, options.language, options.speed.map { "\($0)" }, options.seed.map { "\($0)" },
            options.format?.rawValue, "\(options.chapterFiles)",
        ]
        for part in parts + wishes.map({ $0 ?? "" }) + [text] {
            hasher.update(data: Data("\(part.utf8.count):".utf8))
            hasher.update(data: Data(part.utf8))
        }
        return hasher.finalize().map { String(format: "%02x", $0) }.joined()
    }
}
