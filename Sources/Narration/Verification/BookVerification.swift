internal import Audio
internal import Core
internal import Crypto
internal import Foundation
internal import Manuscripts
internal import Reporting

/// Checks one finished book against its manifest and its source.
package struct BookVerification {
    /// The book or its manifest.
    package let url: URL
    /// Whether a source that is gone is an error.
    package let requiresSource: Bool

    package func run() -> VerifiedBook {
        do {
            let stored = try StoredManifest(of: url)
            let audio = ManifestAudioCheck(stored.manifest, book: stored.book).faults().map { VerifyFinding($0) }
            return VerifiedBook(
                book: stored.book.path,
                manifest: stored.url.path,
                findings: audio + sourceFindings(stored.manifest)
            )
        } catch let error as BatchError {
            let finding = VerifyFinding(.error, "\(error.message) \(error.remedy)", code: error.code)
            return VerifiedBook(book: url.path, manifest: nil, findings: [finding])
        } catch {
            let finding = VerifyFinding(.error, String(describing: error), code: .internalError)
            return VerifiedBook(book: url.path, manifest: nil, findings: [finding])
        }
    }

    private func sourceFindings(_ manifest: BookManifest) -> [VerifyFinding] {
        let source = manifest.source
        guard source.path != "-" else {
            return [VerifyFinding(.note, "The source came from standard input; its text was not compared.")]
        }
        let file = URL(fileURLWithPath: source.path)
        guard let digest = FileDigest(of: file) else {
            let message = "The source \(source.path) is gone or cannot be read; its text was not compared."
            return requiresSource
                ? [VerifyFinding(.error, message, code: .verifySourceDiffers)] : [VerifyFinding(.warning, message)]
        }
        if let known = source.sha256, known != digest.hex {
            let message = "The source \(source.path) is not what was narrated any more: its bytes have changed."
            return [VerifyFinding(.error, message, code: .verifySourceDiffers)]
        }
        if source.sha256 != nil, let known = source.bytes, known != digest.bytes {
            let message = "The source \(source.path) has \(digest.bytes) bytes, and the manifest says \(known)."
            return [VerifyFinding(.error, message, code: .verifySourceDiffers)]
        }
        guard source.sha256 == nil else { return textFindings(manifest, file) }
        let message =
            "The manifest has no digest of the source, so whether that has changed cannot be told: it was edited or "
            + "gone when the book was finished, or somebody took the digest out."
        return [VerifyFinding(.error, message, code: .verifySourceDiffers)] + textFindings(manifest, file)
    }

    private func textFindings(_ manifest: BookManifest, _ file: URL) -> [VerifyFinding] {
        let stored = manifest.segments.map { segment in
            let range = SourceRange(segment.sourceStart, max(segment.sourceStart, segment.sourceEnd))
            return StoredSegment(ordinal: segment.ordinal, range: range, digest: segment.textSHA256)
        }
        guard let result = try? SourceExamination(url: file).result(of: stored) else {
            return [
                VerifyFinding(.error, "The source \(file.path) cannot be read as text.", code: .verifySourceDiffers)
            ]
        }
        let shown = result.problems.prefix(8)
        var findings = shown.map { VerifyFinding(.error, $0, code: .verifySourceDiffers) }
        if result.problems.count > shown.count {
            findings.append(
                VerifyFinding(.error, "\(result.problems.count - shown.count) more.", code: .verifySourceDiffers)
            )
        }
        if findings.allSatisfy({ $0.severity != .error }) {
            findings.insert(
                VerifyFinding(.ok, "Every word of the source is in its segments, in order and once."),
                at: 0
            )
        }
        if !result.omissions.isEmpty {
            findings.append(VerifyFinding(.note, "Left out on purpose: \(result.omissions.joined(separator: ", "))."))
        }
        return findings
    }
}

/// Compares what segments are said to speak with what their source says now.
package struct SourceExamination {
    /// Where the source is.
    package let url: URL

    /// What is wrong, in words, and what the reader leaves out on purpose, counted by its reason.
    package struct Result {
        package var problems: [String]
        package var omissions: [String]
    }

    /// - Throws: `BatchError` with an `input.…` code where the source cannot be read.
    package func result(of segments: [StoredSegment]) throws -> Result {
        let manuscript = try ManuscriptParser().parse(try SourceReader().read(contentsOf: url))
        let coverage = SegmentCoverage(of: manuscript, stored: segments) { Self.digest(of: $0) }
        let counts = Dictionary(grouping: manuscript.omissions, by: \.reason.rawValue).mapValues(\.count)
        return Result(
            problems: coverage.problems,
            omissions: counts.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
        )
    }

    package static func digest(of text: String) -> String { SHA256.hash(data: Data(text.utf8)).hex }
}

extension SourceExamination {
    /// A job's source for its manifest: with the digest of the file where that still says what the segments do.
    package static func describe(_ job: Job, _ segments: [Segment]) -> BookManifest.Source {
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

/// What was found of one book.
package struct VerifiedBook: Encodable {
    /// As it was named.
    package var book: String
    package var manifest: String?
    package var isGood: Bool
    package var findings: [VerifyFinding]

    package init(book: String, manifest: String?, findings: [VerifyFinding]) {
        self.book = book
        self.manifest = manifest
        self.findings = findings
        isGood = !findings.contains { $0.severity == .error }
    }

    package var text: String {
        let lines = findings.map { finding in
            let code = finding.code.map { " [\($0.rawValue)]" } ?? ""
            return
                "  \(finding.severity.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0))\(finding.message)\(code)"
        }
        return (["\(book): \(isGood ? "good" : "NOT good")"] + lines).joined(separator: "\n") + "\n"
    }
}

/// What was found of all books.
package struct VerifyResult: Encodable {
    package var schema = 1
    package var books: [VerifiedBook] = []

    package var isGood: Bool { books.allSatisfy(\.isGood) }

    package func rendered(as format: OutputFormat) throws -> String {
        switch format {
        case .text: return books.map(\.text).joined(separator: "\n")
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        }
    }
}

/// One thing that was looked at of a book.
package struct VerifyFinding: Encodable, Sendable, Hashable {
    /// How much it matters.
    package enum Severity: String, Encodable, Sendable {
        case ok
        /// Something could not be looked at, or differs without harm.
        case note
        case warning
        /// The book is not what its manifest says.
        case error
    }

    package var severity: Severity
    /// The code of an error.
    package var code: ErrorCode?
    package var message: String

    package init(_ severity: Severity, _ message: String, code: ErrorCode? = nil) {
        self.severity = severity
        self.code = code
        self.message = message
    }

    package init(_ fault: AudioFault) {
        switch fault.weight {
        case .good: self.init(.ok, fault.message)
        case .note: self.init(.note, fault.message)
        case .fault: self.init(.error, fault.message, code: .verifyAudioDiffers)
        }
    }
}
