internal import BatchCore
internal import Foundation
internal import Manuscripts
internal import SoundFiles

/// Checks one finished book against its manifest and its source.
struct BookVerification {
    /// The book or its manifest.
    let url: URL
    /// Whether a source that is gone is an error.
    let requiresSource: Bool

    func run() -> VerifiedBook {
        do {
            let (book, place) = try places()
            let manifest = try read(place)
            let audio = ManifestAudioCheck(manifest, book: book).faults().map { VerifyFinding($0) }
            return VerifiedBook(book: book.path, manifest: place.path, findings: audio + sourceFindings(manifest))
        } catch let error as BatchError {
            let finding = VerifyFinding(.error, "\(error.message) \(error.remedy)", code: error.code)
            return VerifiedBook(book: url.path, manifest: nil, findings: [finding])
        } catch {
            let finding = VerifyFinding(.error, String(describing: error), code: .internalError)
            return VerifiedBook(book: url.path, manifest: nil, findings: [finding])
        }
    }

    /// The sound file and its manifest.
    private func places() throws -> (book: URL, manifest: URL) {
        if ManifestPlace.isManifest(url) {
            guard let name = ManifestPlace.book(ofManifestAt: url) else { throw noManifest() }
            return (url.deletingLastPathComponent().appending(path: name), url)
        }
        let found = ManifestPlace.candidates(for: url).first {
            ManifestPlace.book(ofManifestAt: $0) == url.lastPathComponent
        }
        guard let found else { throw noManifest() }
        return (url, found)
    }

    private func read(_ place: URL) throws -> BookManifest {
        guard let data = try? Data(contentsOf: place),
            let manifest = try? JSONDecoder().decode(BookManifest.self, from: data),
            manifest.schema == BookManifest.currentSchema
        else { throw noManifest() }
        return manifest
    }

    private func noManifest() -> BatchError {
        BatchError(
            .verifyNoManifest,
            "There is no manifest of \(url.path) that can be read.",
            remedy:
                "Put the file NAME.manifest.json back beside the book; one that is lost is made by narrating again.",
            details: ["path": url.path]
        )
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
        return textFindings(manifest, file)
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
        if manifest.source.sha256 == nil {
            findings.append(
                VerifyFinding(.note, "The manifest has no digest of the source; only its text was compared.")
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
