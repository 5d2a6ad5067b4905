package import ArgumentParser
internal import Core
internal import Foundation
internal import Narration
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
        let service = VerificationService(global.workspace(context))
        let report = try await service.verify(books, requiresSource: requireSource)
        switch format {
        case .text: context.console.output(report.books.map(\.text).joined(separator: "\n"))
        case .json: context.console.output(try ReportJSON.text(of: report))
        }
        if report.exitStatus != .success { throw ExitCode(report.exitStatus) }
    }
}

extension VerifiedBook {
    fileprivate var text: String {
        let lines = findings.map { finding in
            let code = finding.code.map { " [\($0.rawValue)]" } ?? ""
            let severity = finding.severity.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
            return "  \(severity)\(finding.message)\(code)"
        }
        return (["\(book): \(isGood ? "good" : "NOT good")"] + lines).joined(separator: "\n") + "\n"
    }
}
