package import Core

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
