package import Core
package import Foundation

/// Reads a source: finds out whether it is text, and in which encoding.
package struct SourceReader: Sendable {
    /// No book is longer; War and Peace has 3 MB.
    package static let largestSource = 256 << 20

    package init() {}

    /// Reads one file.
    ///
    /// - Throws: `BatchError` with an `input.…` code.
    package func read(contentsOf url: URL) throws -> SourceText {
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
    ///   - name: What messages call the source; with the extension of a Markdown file it is read as one.
    /// - Returns: The decoded source.
    /// - Throws: `BatchError` with an `input.…` code.
    package func read(_ data: Data, name: String) throws -> SourceText {
        guard data.count <= Self.largestSource else { throw tooLarge(name) }
        let decoded = try TextDecoder(name: name).decode([UInt8](data))
        guard decoded.text.utf8.contains(where: { $0 > 0x20 }) else {
            throw BatchError(
                .inputEmpty,
                "“\(name)” is empty.",
                remedy: "Give a file that contains words."
            )
        }
        let isMarkdown = SourceFinder.markdownExtensions.contains((name as NSString).pathExtension.lowercased())
        return SourceText(
            name: name,
            text: decoded.text,
            kind: isMarkdown ? .markdown : .plain,
            diagnostics: decoded.diagnostics
        )
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

/// A source as text: decoded, and otherwise untouched.
package struct SourceText: Sendable, Hashable {
    /// How the structure of a source is written.
    package enum Kind: String, Sendable, Hashable {
        case plain
        case markdown
    }

    /// What messages call the source: its file name, or `standard input`.
    package let name: String
    /// The text without a byte order mark; source ranges count its UTF-8 bytes.
    package let text: String
    package let kind: Kind
    package let diagnostics: [Diagnostic]

    package init(name: String, text: String, kind: Kind = .plain, diagnostics: [Diagnostic] = []) {
        self.name = name
        self.text = text
        self.kind = kind
        self.diagnostics = diagnostics
    }
}
