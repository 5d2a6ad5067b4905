/// What a source says of itself in its header, its front matter or on its title page.
struct SourceMetadata: Sendable {
    var title: String?
    var author: String?
    /// A BCP 47 tag.
    var language: String?

    /// Fills what is still unknown; what has nothing to show stays unknown.
    mutating func add(_ other: SourceMetadata) {
        title = title ?? other.title.flatMap(TitleLine.clean)
        author = author ?? other.author.flatMap(TitleLine.clean)
        language = language ?? other.language
    }

    /// The tag for a language given by its English name or as a tag, or nil when it is neither.
    static func languageTag(_ name: String) -> String? {
        let first = name.split(whereSeparator: { $0 == "," || $0 == ";" }).first.map(String.init) ?? ""
        let wanted = first.lowercased().filter { !$0.isWhitespace }
        if let tag = tags[wanted] {
            return tag
        }
        let parts = first.replacing("_", with: "-").split(separator: "-")
        guard let code = parts.first, (2...3).contains(code.count), parts.count <= 3,
            parts.allSatisfy({ $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } && $0.count <= 8 })
        else { return nil }
        return parts.joined(separator: "-")
    }

    private static let tags = [
        "english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt",
        "dutch": "nl", "russian": "ru", "chinese": "zh", "japanese": "ja", "korean": "ko", "latin": "la",
        "greek": "el", "finnish": "fi", "swedish": "sv", "danish": "da", "norwegian": "nb", "polish": "pl",
        "czech": "cs", "hungarian": "hu", "catalan": "ca", "esperanto": "eo", "welsh": "cy", "turkish": "tr",
        "ukrainian": "uk", "romanian": "ro", "arabic": "ar", "hebrew": "he", "hindi": "hi",
        "deutsch": "de", "français": "fr", "español": "es", "italiano": "it", "português": "pt",
    ]
}
