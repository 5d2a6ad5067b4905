package import ArgumentParser
internal import Core
internal import Foundation
internal import Narration
internal import QueueStore
internal import Reporting

/// `qwen-batch verify`: checks finished books against their manifests.
package struct VerifyCommand: BatchCommand {
    package static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check finished books against their manifests and sources.",
        discussion: """
            Takes sound files, manifests, or numbers of completed jobs. Every sample has to be that of a segment or of a \
            pause, and every word of the source in a segment. A source that is gone is a warning, one that has changed an \
            error. Exit code 1 when a book is not good.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Argument(help: "Sound files, manifests, or numbers of jobs.", completion: .file())
    var books: [String]

    @Flag(name: .long, help: "Take a source that is gone for an error.")
    var requireSource = false

    @Option(name: .long, help: "How to write the result: text or json.")
    var format: OutputFormat = .text

    package init() {}

    package func validate() throws {
        if books.contains("") { throw ValidationError("A book's name is empty.") }
    }

    package func run(in context: CommandContext) async throws {
        var result = VerifyResult()
        for book in books {
            do {
                let url = try await place(of: book, context)
                result.books.append(BookVerification(url: url, requiresSource: requireSource).run())
            } catch let error as BatchError where error.code.blame == .job {
                let finding = VerifyFinding(.error, "\(error.message) \(error.remedy)", code: error.code)
                result.books.append(VerifiedBook(book: book, manifest: nil, findings: [finding]))
            }
        }
        context.console.output(try result.rendered(as: format))
        if !result.isGood { throw ExitCode(1) }
    }

    /// A file as it was named, else a job's book.
    private func place(of book: String, _ context: CommandContext) async throws -> URL {
        let url = context.url(book)
        guard let id = Int64(book), !FileManager.default.fileExists(atPath: url.path) else { return url }
        let store = try await global.openQueue(context)
        let job = try await store.job(id)
        if let replacement = try await BookOwnership(store: store).replacement(of: job) {
            throw BatchError(
                .storeWrongState,
                replacement,
                remedy: "Check the job that replaced it, or what stands there now by the name of its file.",
                details: ["job": "\(id)"]
            )
        }
        guard job.state == .completed, let output = job.outputs.first else {
            throw BatchError(
                .storeWrongState,
                "Job \(id) is \(job.state.rawValue); it has no book to check.",
                remedy: "Let a run complete it first."
            )
        }
        return URL(fileURLWithPath: output)
    }
}
