package import Core
internal import Foundation

/// A way in which sources are written.
package protocol SourceFormat: Sendable {
    /// What the names of such files end in, in lower case: those that are taken from folders.
    static var extensions: Set<String> { get }

    /// Whether a source is written this way.
    ///
    /// - Parameters:
    ///   - head: Its first bytes, or all of them.
    ///   - name: Its file name, or what else it is called.
    /// - Returns: Whether this format reads it.
    func detect(head: ArraySlice<UInt8>, name: String) -> Bool

    /// Reads a source.
    ///
    /// - Parameters:
    ///   - asset: The source.
    ///   - warnings: Receives what the user should know of how it was read.
    /// - Returns: What it is made of.
    /// - Throws: `BatchError` with an `input.…` code.
    func read(_ asset: SourceAsset, warnings: inout [Diagnostic]) throws -> Document
}

/// The bytes of a source, and what it is called.
package struct SourceAsset: Sendable {
    package let name: String
    package let bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// The formats that are read.
enum SourceFormats {
    /// In the order in which they are asked; the last one takes whatever is text.
    private static let all: [any SourceFormat] = [MarkdownFormat(), PlainTextFormat()]
    /// As much of a source as is looked at to find its format.
    private static let head = 4_096

    /// What is taken from folders.
    static let extensions = all.reduce(into: Set<String>()) { $0.formUnion(type(of: $1).extensions) }

    static func format(of asset: SourceAsset) -> any SourceFormat {
        all.first { $0.detect(head: asset.bytes.prefix(head), name: asset.name) } ?? PlainTextFormat()
    }
}

/// A format whose sources are text as a whole: they are decoded, and then looked at.
package protocol TextFormat: SourceFormat {
    /// What a text is made of.
    ///
    /// - Parameters:
    ///   - text: Without a byte order mark.
    ///   - name: What messages call the source.
    /// - Returns: Its blocks, and what of it is left out.
    /// - Throws: `BatchError` with an `input.…` code.
    func document(of text: String, name: String) throws -> Document
}

extension TextFormat {
    package func read(_ asset: SourceAsset, warnings: inout [Diagnostic]) throws -> Document {
        let decoded = try TextDecoder(name: asset.name).decode(asset.bytes)
        guard decoded.text.utf8.contains(where: { $0 > 0x20 }) else {
            throw BatchError(
                .inputEmpty,
                "“\(asset.name)” is empty.",
                remedy: "Give a file that contains words."
            )
        }
        warnings += decoded.diagnostics
        return try document(of: decoded.text, name: asset.name)
    }
}

extension SourceFormat {
    /// Whether a name ends as those of this format do.
    func isNamed(_ name: String) -> Bool {
        Self.extensions.contains((name as NSString).pathExtension.lowercased())
    }
}
