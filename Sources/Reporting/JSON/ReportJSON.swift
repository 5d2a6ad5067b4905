internal import Dispatch
internal import Foundation
internal import Synchronization

/// Writes all JSON that the program prints, with one `JSONEncoder`: indented, keys sorted, times as ISO 8601 in UTC.
package enum ReportJSON {
    /// The JSON of a value as text that ends in a line feed.
    ///
    /// - Throws: What the value's `encode(to:)` throws.
    package static func text(of value: some Encodable) throws -> String {
        String(decoding: try encoder().encode(value), as: UTF8.self) + "\n"
    }

    /// Hands over the JSON of a report piece by piece; together they are `text(of:)`.
    ///
    /// `JSONEncoder` builds a tree of what it encodes, 40 µs for each job, and hundreds of megabytes for 100,000. So jobs
    /// are encoded a few at a time, on all cores.
    static func write(_ report: some JobListing, to output: (String) -> Void) throws {
        let jobs = report.jobs
        guard jobs.count > JobPiece.size else { return output(try text(of: report)) }
        let frame = try text(of: report.withoutJobs)
        guard let list = frame.range(of: JobPiece.emptyList),
            (try? JobPiece(jobs: Array(jobs.prefix(1))).text(encoder())) != nil
        else { return output(try text(of: report)) }
        output(frame[..<list.lowerBound] + JobPiece.opening)
        let cores = ProcessInfo.processInfo.activeProcessorCount
        for start in stride(from: 0, to: jobs.count, by: JobPiece.size * cores) {
            let end = min(start + JobPiece.size * cores, jobs.count)
            let pieces = stride(from: start, to: end, by: JobPiece.size).map { first in
                JobPiece(jobs: Array(jobs[first..<min(first + JobPiece.size, end)]))
            }
            for (index, text) in try texts(of: pieces).enumerated() {
                output((start + index > 0 ? "," : "") + text)
            }
        }
        output(JobPiece.closing + frame[list.upperBound...])
    }

    /// The texts of the pieces in their order, encoded beside each other.
    private static func texts(of pieces: [JobPiece]) throws -> [String] {
        let done = Mutex<[Int: Result<String, any Error>]>([:])
        DispatchQueue.concurrentPerform(iterations: pieces.count) { index in
            let text = Result { try pieces[index].text(encoder()) }
            done.withLock { $0[index] = text }
        }
        let results = done.withLock { $0 }
        return try pieces.indices.compactMap { try results[$0]?.get() }
    }

    private static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // As `.iso8601` writes it, in a tenth of the time.
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(Moment(date).iso8601)
        }
        // JSON has no such numbers; one of them must not cost the whole report.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "infinity",
            negativeInfinity: "-infinity",
            nan: "nan"
        )
        return encoder
    }
}

/// A report with a list of jobs that may be very long.
protocol JobListing: Encodable {
    var jobs: [JobReport] { get }
    /// The report with an empty list.
    var withoutJobs: Self { get }
}

/// Some of the jobs of a report.
private struct JobPiece: Encodable {
    /// Few enough for the processor's cache.
    static let size = 32
    // The key and the brackets as `JSONEncoder` writes them; in a string there is no line feed, only `\n`.
    static let opening = "\n  \"jobs\" : ["
    static let closing = "\n  ]"
    static let emptyList = opening + "\n" + closing
    private static let head = Data("{\(opening)".utf8)
    private static let tail = Data("\(closing)\n}".utf8)

    let jobs: [JobReport]

    /// What stands between the brackets of the list, in the indentation of the report.
    func text(_ encoder: JSONEncoder) throws -> String {
        let data = try encoder.encode(self)
        guard data.starts(with: Self.head), data.suffix(Self.tail.count) == Self.tail else { throw UnknownLayout() }
        return String(decoding: data.dropFirst(Self.head.count).dropLast(Self.tail.count), as: UTF8.self)
    }
}

/// `JSONEncoder` writes lists in another way than it is cut at.
private struct UnknownLayout: Error {}

/// Writing null where there is no value, so that every object has all of its keys.
///
/// `encode` does that for an optional as well, in three times the time, which counts in a list of many jobs.
extension KeyedEncodingContainer {
    mutating func encodeOrNull(_ value: (some Encodable)?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try encodeNil(forKey: key) }
    }

    mutating func encodeOrNull(_ value: String?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try encodeNil(forKey: key) }
    }

    mutating func encodeOrNull(_ value: Int?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try encodeNil(forKey: key) }
    }

    mutating func encodeOrNull(_ value: Double?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try encodeNil(forKey: key) }
    }

    mutating func encodeOrNull(_ value: Date?, forKey key: Key) throws {
        try encodeOrNull(value.map { Moment($0).iso8601 }, forKey: key)
    }
}
