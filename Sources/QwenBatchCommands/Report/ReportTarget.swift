internal import BatchCore
internal import Foundation

/// Where a report goes: to standard output, or into a file that is whole before it gets its name.
final class ReportTarget {
    private let file: URL?
    private let console: Console
    private var bytes = Data()

    init(file: URL?, console: Console) {
        self.file = file
        self.console = console
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
            let isFull = (error as? CocoaError)?.code == .fileWriteOutOfSpace
            throw BatchError(
                isFull ? .outputDiskFull : .outputNotWritable,
                "The report cannot be written to \(file.path): \(error.localizedDescription)",
                remedy: isFull ? "Free some space." : "Name a file in a folder that you may write to with --output.",
                details: ["path": file.path]
            )
        }
        console.note("The report is in \(file.path).")
    }
}
