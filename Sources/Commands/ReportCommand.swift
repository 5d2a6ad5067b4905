package import ArgumentParser
internal import Core
internal import Foundation
internal import Narration
internal import Reporting

/// `qwen-batch report`: tells what happened.
package struct ReportCommand: BatchCommand {
    package static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Tell what happened to the jobs.",
        discussion: """
            Without a job: all jobs, the latest runs and sidecars. With one: everything about it. \
            As html: one page that needs nothing else, with the places to listen to, their sounds, and charts.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Argument(help: "A job's number, for the report on that job in full; html takes several.")
    var jobs: [Int64] = []

    @Option(name: .long, help: "How many of the latest runs and sidecars to show.")
    var runs = 5

    @Option(name: .long, help: "How to write the result: text, json or html.")
    var format: ReportFormat = .text

    @Option(
        name: [.long, .customShort("o")],
        help: ArgumentHelp("Write into this file, which is replaced, and not to standard output.", valueName: "file"),
        completion: .file()
    )
    var output: String?

    package init() {}

    package func validate() throws {
        if runs < 0 { throw ValidationError("--runs is \(runs); it must not be negative.") }
        if output?.isEmpty == true { throw ValidationError("--output is empty; it must be a file.") }
        if jobs.count > 1, format != .html {
            throw ValidationError("Only --format html takes several jobs; name one.")
        }
    }

    package func run(in context: CommandContext) async throws {
        let workspace = global.workspace(context)
        let reports = try await ReportService(workspace)
        let target = try ReportTarget(file: output.map { workspace.url($0) }, console: context.console)
        if let format = format.outputFormat {
            // What goes into a file is not for this terminal.
            let renderer =
                output == nil ? context.renderer(format) : format.renderer(timeZone: context.timeZone)
            if let job = jobs.first {
                target.write(try renderer.render(try await reports.detail(of: job)))
            } else {
                try renderer.write(try await reports.overview(runs: runs), to: target.write)
            }
        } else {
            let evidence = try await reports.evidence(of: jobs, runs: runs)
            HTMLReportRenderer(timeZone: context.timeZone).write(evidence, to: target.write)
        }
        try target.finish()
    }
}

/// How `report` writes: as every reading command does, or as a page.
enum ReportFormat: String, Sendable, CaseIterable, ExpressibleByArgument {
    case text
    case json
    /// One page with sounds and charts.
    case html

    /// The format of the other commands; nil for the page.
    var outputFormat: OutputFormat? {
        switch self {
        case .text: .text
        case .json: .json
        case .html: nil
        }
    }
}

/// Where a report goes: to standard output, or into a file that is whole before it gets its name.
final class ReportTarget {
    private let file: URL?
    private let console: Console
    private var bytes = Data()

    /// - Throws: `BatchError` with `output.notWritable` where there can be no such file.
    init(file: URL?, console: Console) throws {
        self.file = file
        self.console = console
        if let file, let reason = Self.obstacle(file) { throw Self.trouble(file, reason) }
    }

    func write(_ text: String) {
        if file == nil {
            console.output(text)
        } else {
            bytes.append(contentsOf: text.utf8)
        }
    }

    /// Writes the file, if it is to be one.
    ///
    /// - Throws: `BatchError` with `output.notWritable` or `output.diskFull`.
    func finish() throws {
        guard let file else { return }
        do {
            try bytes.write(to: file, options: .atomic)
        } catch {
            let system = (error as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError
            let reason = system.map { String(cString: strerror($0.code.rawValue)) } ?? error.localizedDescription
            throw Self.trouble(file, reason, isFull: (error as? CocoaError)?.code == .fileWriteOutOfSpace)
        }
        console.note("The report is in \(file.path).")
    }

    /// Why no file can get that name; nil where nothing is known against it.
    private static func obstacle(_ file: URL) -> String? {
        var isFolder: ObjCBool = false
        let files = FileManager.default
        if files.fileExists(atPath: file.path, isDirectory: &isFolder) {
            if isFolder.boolValue { return "it is a folder" }
            let kind = try? files.attributesOfItem(atPath: file.resolvingSymlinksInPath().path)[.type]
            // A device or a pipe would be replaced, too.
            return kind as? FileAttributeType == .typeRegular ? nil : "it is not a regular file"
        }
        let folder = file.deletingLastPathComponent()
        guard files.fileExists(atPath: folder.path, isDirectory: &isFolder) else {
            return "there is no folder \(folder.path)"
        }
        return isFolder.boolValue ? nil : "\(folder.path) is not a folder"
    }

    private static func trouble(_ file: URL, _ reason: String, isFull: Bool = false) -> BatchError {
        BatchError(
            isFull ? .outputDiskFull : .outputNotWritable,
            "The report cannot be written to \(file.path): \(reason).",
            remedy: isFull ? "Free some space." : "Name a file in a folder that you may write to with --output.",
            details: ["path": file.path, "reason": reason]
        )
    }
}
