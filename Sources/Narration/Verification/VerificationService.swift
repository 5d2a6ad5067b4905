internal import Audio
package import Core
internal import Foundation
internal import LocalSystem
internal import Manuscripts
internal import QueueStore

/// Checks finished books against their manifests and sources.
package struct VerificationService: Sendable {
    private let workspace: Workspace

    package init(_ workspace: Workspace) {
        self.workspace = workspace
    }

    /// Checks books one after another; one that cannot be checked is not good, and does not keep the others from it.
    ///
    /// - Parameters:
    ///   - books: Sound files, manifests, or numbers of completed jobs, as they were typed.
    ///   - requiresSource: Whether a source that is gone is an error.
    /// - Returns: What was found of each.
    /// - Throws: `BatchError` when the queue is needed and cannot be opened.
    package func verify(_ books: [String], requiresSource: Bool = false) async throws -> VerificationReport {
        var report = VerificationReport()
        for book in books {
            do {
                let verification = BookVerification(url: try await place(of: book), requiresSource: requiresSource)
                report.books.append(try await BlockingWork.run { verification.run() })
            } catch let error as BatchError where error.code.blame == .job {
                report.books.append(VerifiedBook(book: book, manifest: nil, findings: [VerifyFinding(error)]))
            }
        }
        return report
    }

    /// A file as it was named, else a job's book.
    private func place(of book: String) async throws -> URL {
        let url = workspace.url(book)
        guard let id = Job.ID(book), !FileManager.default.fileExists(atPath: url.path) else { return url }
        let store = try await workspace.openQueue()
        let job = try await store.job(id)
        if let replacement = try await BookOwnership(store: store).replacement(of: job) {
            throw BatchError(
                .storeWrongState,
                replacement,
                remedy: "Check the job that replaced it, or what stands there now by the name of its file.",
                details: ["job": "\(id)"]
            )
        }
        guard job.state == .completed, let output = job.outputs.first else {
            throw BatchError(
                .storeWrongState,
                "Job \(id) is \(job.state.rawValue); it has no book to check.",
                remedy: "Let a run complete it first."
            )
        }
        return URL(fileURLWithPath: output)
    }
}

/// Checks one finished book.
struct BookVerification: Sendable {
    /// The book or its manifest.
    let url: URL
    /// Whether a source that is gone is an error.
    let requiresSource: Bool

    func run() -> VerifiedBook {
        do {
            let stored = try StoredManifest(of: url)
            let audio = ManifestAudioCheck(stored.manifest, book: stored.book).faults().map { VerifyFinding($0) }
            return VerifiedBook(
                book: stored.book.path,
                manifest: stored.url.path,
                findings: audio + gapFindings(stored.manifest) + sourceFindings(stored.manifest)
            )
        } catch let error as BatchError {
            return VerifiedBook(book: url.path, manifest: nil, findings: [VerifyFinding(error)])
        } catch {
            let finding = VerifyFinding(.error, String(describing: error), code: .internalError)
            return VerifiedBook(book: url.path, manifest: nil, findings: [finding])
        }
    }

    /// How many segments are named.
    private static let named = 10

    /// Tells of pauses that stand for text, which the book has by leave of whoever enqueued it.
    private func gapFindings(_ manifest: BookManifest) -> [VerifyFinding] {
        let gaps = manifest.segments.filter { $0.isGap == true }.map(\.ordinal)
        guard !gaps.isEmpty else { return [] }
        let names = gaps.prefix(Self.named).map(String.init).joined(separator: ", ")
        let message =
            "A pause stands for \(gaps.count) of \(manifest.segments.count) segments, whose text is not spoken "
            + "(segments \(names)\(gaps.count > Self.named ? " …" : ""))."
        return [VerifyFinding(.warning, message)]
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

/// What was found of all books.
package struct VerificationReport: Sendable, Encodable {
    private let schema = 1
    package var books: [VerifiedBook] = []

    package var exitStatus: ExitStatus { books.allSatisfy(\.isGood) ? .success : .jobFailed }
}

/// What was found of one book.
package struct VerifiedBook: Sendable, Encodable {
    /// As it was named.
    package let book: String
    package let manifest: String?
    package let isGood: Bool
    package let findings: [VerifyFinding]

    init(book: String, manifest: String?, findings: [VerifyFinding]) {
        self.book = book
        self.manifest = manifest
        self.findings = findings
        isGood = !findings.contains { $0.severity == .error }
    }

    private enum CodingKeys: CodingKey {
        case book, manifest, isGood, findings
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(book, forKey: .book)
        try container.encode(manifest, forKey: .manifest)
        try container.encode(isGood, forKey: .isGood)
        try container.encode(findings, forKey: .findings)
    }
}

/// One thing that was looked at of a book.
package struct VerifyFinding: Sendable, Hashable, Encodable {
    /// How much it matters.
    package enum Severity: String, Sendable, Encodable {
        case ok
        /// Something could not be looked at, or differs without harm.
        case note
        case warning
        /// The book is not what its manifest says.
        case error
    }

    package let severity: Severity
    /// The code of an error.
    package let code: ErrorCode?
    package let message: String

    init(_ severity: Severity, _ message: String, code: ErrorCode? = nil) {
        self.severity = severity
        self.code = code
        self.message = message
    }

    init(_ error: BatchError) {
        self.init(.error, "\(error.message) \(error.remedy)", code: error.code)
    }

    init(_ fault: AudioFault) {
        switch fault.weight {
        case .good: self.init(.ok, fault.message)
        case .note: self.init(.note, fault.message)
        case .fault: self.init(.error, fault.message, code: .verifyAudioDiffers)
        }
    }

    private enum CodingKeys: CodingKey {
        case severity, code, message
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(severity, forKey: .severity)
        try container.encode(code, forKey: .code)
        try container.encode(message, forKey: .message)
    }
}
