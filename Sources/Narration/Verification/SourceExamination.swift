internal import Audio
internal import Core
internal import Crypto
internal import Documents
internal import Foundation
internal import Manuscripts

/// Compares what segments are said to speak with what their source says now.
struct SourceExamination {
    /// Where the source is.
    let url: URL

    /// What is wrong, in words, and what the reader leaves out on purpose, counted by its reason.
    struct Result {
        var problems: [String]
        var omissions: [String]
    }

    /// - Throws: `BatchError` with an `input.…` code where the source cannot be read.
    func result(of segments: [StoredSegment]) throws -> Result {
        let manuscript = try Manuscript(try SourceReader().read(contentsOf: url))
        let coverage = SegmentCoverage(of: manuscript, stored: segments) { Self.digest(of: $0) }
        let counts = Dictionary(grouping: manuscript.omissions, by: \.reason.rawValue).mapValues(\.count)
        return Result(
            problems: coverage.problems,
            omissions: counts.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
        )
    }

    static func digest(of text: String) -> String { SHA256.hash(data: Data(text.utf8)).hex }
}

extension SourceExamination {
    /// A job's source for its manifest: with the digest of the file where that still says what the segments do.
    static func describe(_ job: Job, _ segments: [Segment]) -> BookManifest.Source {
        let unknown = BookManifest.Source(path: job.source, sha256: nil, bytes: nil)
        guard job.source != "-" else { return unknown }
        let url = URL(fileURLWithPath: job.source)
        let stored = segments.map { segment in
            StoredSegment(ordinal: segment.ordinal, range: segment.range, digest: digest(of: segment.text))
        }
        guard let before = FileDigest(of: url),
            let result = try? SourceExamination(url: url).result(of: stored), result.problems.isEmpty,
            FileDigest(of: url) == before
        else { return unknown }
        return BookManifest.Source(path: job.source, sha256: before.hex, bytes: before.bytes)
    }
}
