internal import ArgumentParser
internal import Core
internal import Foundation
internal import Logging

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Where a command writes: data on standard output, everything else on standard error.
package struct Console: Sendable {
    /// Writes data.
    package var output: @Sendable (String) -> Void
    /// Writes progress, notes and errors.
    package var error: @Sendable (String) -> Void
    /// Whether a person watches standard error.
    package var isInteractive: Bool
    /// The columns of that terminal.
    package var width: Int

    package init(
        output: @escaping @Sendable (String) -> Void,
        error: @escaping @Sendable (String) -> Void,
        isInteractive: Bool,
        width: Int
    ) {
        self.output = output
        self.error = error
        self.isInteractive = isInteractive
        self.width = width
    }

    /// The console of the process.
    package static var standard: Console {
        var size = winsize()
        let hasSize = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return Console(
            output: { write($0, to: STDOUT_FILENO) },
            error: { write($0, to: STDERR_FILENO) },
            isInteractive: isatty(STDERR_FILENO) == 1,
            width: hasSize ? Int(size.ws_col) : 100
        )
    }

    func line(_ text: String) {
        output(text + "\n")
    }

    func note(_ text: String) {
        error(text + "\n")
    }

    /// A reader that went away, as `head` does, ends the output and nothing else; a full disk is a failure.
    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { write(UnsafeRawBufferPointer($0)[...], to: descriptor) }
    }

    private static func write(_ bytes: Slice<UnsafeRawBufferPointer>, to descriptor: Int32) {
        var rest = bytes
        while !rest.isEmpty {
            let buffer = UnsafeRawBufferPointer(rebasing: rest)
            #if canImport(Glibc)
            let written = Glibc.write(descriptor, buffer.baseAddress, buffer.count)
            #else
            let written = Darwin.write(descriptor, buffer.baseAddress, buffer.count)
            #endif
            if written < 0, errno == EINTR { continue }
            if written < 0, errno != EPIPE, descriptor == STDOUT_FILENO {
                let reason = String(cString: strerror(errno))
                write("error: Standard output cannot be written: \(reason).\n", to: STDERR_FILENO)
                _exit(ExitStatus.blocked.rawValue)
            }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}

/// Writes log lines to standard error, for a person or as one JSON object a line.
struct ConsoleLogHandler: LogHandler {
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]
    let console: Console
    let format: LogFormat
    let now: @Sendable () -> Date

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let merged = metadata.merging(event.metadata ?? [:]) { _, new in new }
        switch format {
        case .text: console.note(text(event, merged))
        case .json: console.note(json(event, merged))
        }
    }

    private func text(_ event: LogEvent, _ metadata: Logger.Metadata) -> String {
        let time = now().formatted(.iso8601.time(includingFractionalSeconds: false).timeSeparator(.colon))
        let level = event.level >= .warning ? "\(event.level.rawValue): " : ""
        let facts = metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        return "\(time) \(level)\(event.message)\(facts)"
    }

    private func json(_ event: LogEvent, _ metadata: Logger.Metadata) -> String {
        var object: [String: String] = metadata.mapValues { "\($0)" }
        object["time"] = now().formatted(.iso8601)
        object["level"] = event.level.rawValue
        object["message"] = "\(event.message)"
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let line = (try? encoder.encode(object)) ?? Data()
        return String(decoding: line, as: UTF8.self)
    }
}

/// How log lines are written.
enum LogFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}
