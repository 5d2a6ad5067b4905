internal import Audio
internal import Core
internal import Foundation
internal import Manuscripts

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
        let claims = manifest.segments.map { segment in
            let range = SourceRange(segment.sourceStart, max(segment.sourceStart, segment.sourceEnd))
            return SegmentClaim(ordinal: segment.ordinal, range: range, digest: segment.textSHA256)
        }
        guard let result = try? SourceExamination(url: file).result(of: claims) else {
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
