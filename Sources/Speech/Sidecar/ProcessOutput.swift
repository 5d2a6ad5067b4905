internal import Foundation
internal import NIOConcurrencyHelpers
internal import Subprocess

/// Puts lines together from pieces of bytes; what is longer than any line should be is cut.
struct LineSplitter {
    /// The longest line, in bytes; an announcement of thousands of voices is shorter.
    static let longest = 1 << 20

    private var rest = Data()

    /// The lines that are complete with these bytes, without their ends.
    mutating func add(_ bytes: Data) -> [String] {
        var lines: [String] = []
        var left = bytes[...]
        while let end = left.firstIndex(of: UInt8(ascii: "\n")) {
            rest.append(contentsOf: left[..<end])
            lines += take()
            left = left[left.index(after: end)...]
        }
        rest.append(contentsOf: left)
        while rest.count > Self.longest {
            lines.append(Self.text(rest.prefix(Self.longest)))
            rest = Data(rest.dropFirst(Self.longest))
        }
        return lines
    }

    /// The line in `rest`, in pieces where it is too long.
    private mutating func take() -> [String] {
        defer { rest = Data() }
        let starts = stride(from: 0, to: max(1, rest.count), by: Self.longest)
        return starts.map { Self.text(Data(rest.dropFirst($0).prefix(Self.longest))) }
    }

    /// What came after the last end of a line; nil when nothing did.
    mutating func finish() -> String? {
        defer { rest = Data() }
        return rest.isEmpty ? nil : Self.text(rest)
    }

    private static func text(_ bytes: Data) -> String {
        String(decoding: bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes, as: UTF8.self)
    }
}

extension SubprocessOutputSequence {
    /// Hands over the lines that the process writes, until its output ends.
    ///
    /// Nothing that it writes keeps this from reading on: a pipe that nobody reads would stop the process.
    func forEachLine(_ body: (String) -> Void) async {
        var splitter = LineSplitter()
        do {
            for try await buffer in self {
                let bytes = buffer.withUnsafeBytes { Data($0) }
                splitter.add(bytes).forEach(body)
            }
        } catch {
            // A stream that breaks off is the end of the process, which others notice.
        }
        splitter.finish().map(body)
    }
}

/// Reads a file that another process still writes, line by line.
actor LineTail {
    /// How often the file is looked at.
    private static let interval = Duration.milliseconds(50)

    private let file: FileHandle
    private let isOver: @Sendable () -> Bool
    private var splitter = LineSplitter()
    private var whole: [String] = []

    /// - Parameters:
    ///   - file: The file, from where its reading goes on.
    ///   - isOver: Whether nobody writes any more.
    init(_ file: FileHandle, isOver: @escaping @Sendable () -> Bool) {
        self.file = file
        self.isOver = isOver
    }

    nonisolated var lines: AsyncStream<String> { AsyncStream { await self.next() } }

    /// The next whole line; nil once nobody writes any more, or the task is cancelled.
    private func next() async -> String? {
        while whole.isEmpty {
            // Asked first: what is written before the end is still read.
            let isLast = isOver()
            if let more = try? file.readToEnd(), !more.isEmpty {
                whole = splitter.add(more)
                continue
            }
            if isLast { return splitter.finish() }
            guard (try? await Task.sleep(for: Self.interval)) != nil else { return nil }
        }
        return whole.removeFirst()
    }
}

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
