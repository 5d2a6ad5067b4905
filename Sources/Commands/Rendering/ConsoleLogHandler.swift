internal import Foundation
internal import Logging

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
