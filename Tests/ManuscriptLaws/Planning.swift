internal import Core
internal import Manuscripts

/// How the inputs of a check are planned.
struct Planning {
    let maxCharacters: Int
    let language: String?

    /// - Throws: `BatchError` `input.empty` when nothing can be spoken.
    func book(_ source: SourceText) throws -> Book {
        try Book(source, maxCharacters: maxCharacters, language: language)
    }
}
