internal import Foundation
internal import NIOConcurrencyHelpers

/// Keeps the last lines of a sidecar's standard error, and writes all of them to a file.
final class LogTail: Sendable {
    private struct State {
        var lines: [String] = []
        var file: FileHandle?
    }

    private let state: NIOLockedValueBox<State>
    private let limit: Int

    /// Opens the log for appending; without a file the lines are only remembered.
    init(file: URL?, limit: Int = 20) {
        var handle: FileHandle?
        if let file {
            let folder = file.deletingLastPathComponent()
            try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            Self.rotate(file)
            // Appending, so that the lines of two runs do not overwrite each other.
            let descriptor = open(file.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
            if descriptor >= 0 { handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true) }
        }
        self.limit = limit
        let opened = handle
        state = NIOLockedValueBox(State(lines: [], file: opened))
    }

    /// The size, in bytes, from which on a log is put aside before a new one is begun.
    private static let largest = 8 << 20

    /// Keeps one old log, so that years of nights do not fill the disk.
    private static func rotate(_ file: URL) {
        let size = (try? FileManager.default.attributesOfItem(atPath: file.path))?[.size] as? NSNumber
        guard let size, size.intValue >= largest else { return }
        _ = rename(file.path, file.path + ".1")
    }

    func append(_ line: String) {
        state.withLockedValue { state in
            state.lines.append(line)
            if state.lines.count > limit {
                state.lines.removeFirst(state.lines.count - limit)
            }
            // A full disk must not stop the narration for the sake of its log.
            try? state.file?.write(contentsOf: Data((line + "\n").utf8))
        }
    }

    var lines: [String] { state.withLockedValue { $0.lines } }
}
