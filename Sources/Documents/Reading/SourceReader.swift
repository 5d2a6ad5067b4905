internal import Core
package import Foundation

/// Reads a source: finds out in which format it is written, and has that format read it.
package struct SourceReader: Sendable {
    /// No book is longer; War and Peace has 3 MB.
    package static let largestSource = 256 << 20

    package init() {}

    /// Reads one file.
    ///
    /// - Throws: `BatchError` with an `input.…` code.
    package func read(contentsOf url: URL) throws -> Document {
        let name = url.lastPathComponent
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory) else {
            throw BatchError(
                .inputNotFound,
                "There is no file at “\(url.path)”.",
                remedy: "Check the path, and quote it if it holds spaces."
            )
        }
        guard !isDirectory.boolValue else {
            throw BatchError(
                .inputUnreadable,
                "“\(url.path)” is a folder.",
                remedy: "Give a text file, or enqueue the folder to take every text in it."
            )
        }
        return try read(contents(of: url), name: name)
    }

    /// Reads a source that is in memory, such as what came from standard input.
    ///
    /// - Parameters:
    ///   - data: The bytes of the source.
    ///   - name: What messages call the source; its extension may tell the format.
    /// - Returns: What it is made of, with what was noticed.
    /// - Throws: `BatchError` with an `input.…` code.
    package func read(_ data: Data, name: String) throws -> Document {
        guard data.count <= Self.largestSource else { throw tooLarge(name) }
        let asset = SourceAsset(name: name, bytes: [UInt8](data))
        let format = SourceFormats.format(of: asset)
        var warnings: [Diagnostic] = []
        var document = try format.read(asset, warnings: &warnings)
        document.diagnostics = warnings
        return document
    }

    private func contents(of url: URL) throws -> Data {
        do {
            let handle = try FileHandle(forReadingFrom: url)
            defer { try? handle.close() }
            return try handle.read(upToCount: Self.largestSource + 1) ?? Data()
        } catch {
            throw BatchError(
                .inputUnreadable,
                "“\(url.path)” cannot be read: \(error.localizedDescription)",
                remedy: "Give yourself permission to read it, then enqueue it again.",
                details: ["reason": String(describing: error)]
            )
        }
    }

    private func tooLarge(_ name: String) -> BatchError {
        BatchError(
            .inputUnreadable,
            "“\(name)” is larger than \(Self.largestSource >> 20) MiB.",
            remedy: "Split it into several files; one book is never that long."
        )
    }
}
