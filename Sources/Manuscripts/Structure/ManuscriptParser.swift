internal import Core

/// Understands a source as a book: what is heading, paragraph and scene break, and what is not to be spoken at all.
package struct ManuscriptParser: Sendable {
    package init() {}

    /// Parses one source.
    ///
    /// - Throws: `BatchError` `input.empty` when nothing in it can be spoken.
    package func parse(_ source: SourceText) throws -> Manuscript {
        var builder = ManuscriptBuilder(source: SourceBytes(source.text))
        builder.diagnostics = source.diagnostics
        switch source.kind {
        case .plain:
            PlainTextParser(source: builder.source).parse(into: &builder)
        case .markdown:
            MarkdownParser(source: builder.source).parse(into: &builder)
        }
        return try builder.build(name: source.name)
    }
}
