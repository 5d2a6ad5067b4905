/// Languages as people and programs write them: by a BCP 47 tag, or by a name.
package enum LanguageTag {
    /// The tag for a language given by its name or as a tag; nil when it is neither.
    ///
    /// Of a list, as title pages have them, the first counts.
    package static func tag(_ language: String) -> String? {
        let first = language.split(whereSeparator: { $0 == "," || $0 == ";" }).first.map(String.init) ?? ""
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

    /// Whether a request may name it: a tag, a known name, or "auto".
    package static func isLanguage(_ text: String) -> Bool { text.lowercased() == "auto" || tag(text) != nil }

    /// The language without its region, as two letters (ISO 639-1), such as "en" for en-US and for English.
    ///
    /// Nil for what has no such code, as for "auto": of that nobody can say whether a voice speaks it.
    package static func primary(_ language: String) -> String? {
        let subtag = tag(language)?.prefix { $0 != "-" }.lowercased()
        return subtag?.count == 2 ? subtag : nil
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
