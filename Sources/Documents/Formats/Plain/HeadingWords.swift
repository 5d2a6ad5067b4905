internal import TextKit

/// The words that open a heading, in the languages that the engine speaks.
struct HeadingKeyword {
    let name: String
    /// Whether it names a part that holds chapters.
    let isDivision: Bool

    /// Nil for any other word; give it in lower case.
    init?(_ word: String) {
        guard Self.divisions.contains(word) || Self.chapters.contains(word) else { return nil }
        name = word
        isDivision = Self.divisions.contains(word)
    }

    private static let divisions: Set<String> = [
        "book", "part", "volume", "vol", "act", "teil", "buch", "band", "akt", "partie", "tome", "livre", "acte",
        "libro",
        "parte", "tomo", "volumen", "atto", "livro", "ato", "часть", "книга", "том",
    ]
    private static let chapters: Set<String> = [
        "chapter", "chap", "canto", "letter", "stave", "scene", "section", "lecture", "kapitel", "brief", "szene",
        "chapitre", "lettre", "scène", "capítulo", "capitulo", "capitolo", "escena", "scena", "hoofdstuk", "глава",
    ]

    /// Headings that are a whole line by themselves, in lower case.
    static let names: Set<String> = [
        "prologue", "epilogue", "introduction", "introductory", "preface", "foreword", "afterword", "appendix",
        "interlude", "prelude", "conclusion", "postscript", "dedication", "acknowledgements", "acknowledgments",
        "glossary", "bibliography", "notes", "footnotes", "endnotes", "author's note", "author\u{2019}s note",
        "translator's note", "translator\u{2019}s note", "translator's preface", "author's preface", "to the reader",
        "note to the reader", "about the author", "finale", "intermission", "the prologue", "the epilogue",
        "prolog", "epilog", "einleitung", "vorwort", "nachwort", "anhang", "préface", "avant-propos", "épilogue",
        "prólogo", "epílogo", "introducción", "prefacio", "prefazione", "prologo", "epilogo", "introduzione",
        "пролог", "эпилог", "предисловие", "введение", "послесловие", "序", "序章", "序言", "前言", "後記", "后记",
        "あとがき", "終章", "プロローグ", "エピローグ",
    ]

    /// Those that a title of their own may follow.
    static let titledNames: Set<String> = [
        "prologue", "epilogue", "introduction", "preface", "foreword", "afterword", "appendix", "interlude", "prelude",
        "conclusion", "postscript", "prolog", "epilog", "anhang",
    ]

    /// Whether the first word of a text is one that a heading can open with: a quick test before the thorough ones.
    static func mayOpen(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, first < 0x80, bytes.count > 0 else { return true }
        let word = bytes.prefix { $0 >= 0x80 || Unicode.Scalar($0).isSpeakable }
        if (0x30...0x39).contains(first) || word.allSatisfy({ numerals.contains($0) }) {
            return true
        }
        return openers.contains(Substring(word).lowercased())
    }

    private static let numerals = Set("IVXLCDM".utf8)
    private static let openers: Set<String> = Set(
        divisions.union(chapters).union(names).map { $0.prefix { $0.isLetter }.lowercased() }
    )

    /// What a table of contents is headed, in lower case.
    static let contents: Set<String> = [
        "contents", "the contents", "table of contents", "list of chapters", "illustrations", "list of illustrations",
        "inhalt", "inhaltsverzeichnis", "table des matières", "sommaire", "índice", "indice", "sumário", "содержание",
        "оглавление", "目次", "目录", "目錄",
    ]
}

/// Tells titles from sentences.
enum HeadingTitle {
    /// Whether a short text reads as a title: all capitals, or most of its longer words capitalised and no stop at
    /// its end.
    static func isTitleLike(_ text: String) -> Bool {
        let title = text.trimmingMarks()
        guard let first = title.first(where: { $0.isLetter || $0.isNumber }), title.count <= 120 else { return false }
        if isCapitals(title) {
            return true
        }
        guard !first.isLowercase, let last = title.last, !"!?,;:\"\u{201D}'\u{2019}".contains(last) else {
            return false
        }
        let words = title.split(whereSeparator: { $0 == " " || $0 == "-" || $0 == "\u{2014}" })
        let long = words.filter { $0.count >= 4 && $0.contains(where: \.isCased) }
        let capitalised = long.filter { $0.first(where: \.isLetter)?.isUppercase == true }.count
        // `The Shadow of the Past` is a title, `The shadow fell on them.` a sentence; scripts without case cannot tell.
        return capitalised * 10 >= long.count * 6 && (last != "." || long.count == capitalised)
    }

    /// Whether a text can be nothing but a title: every longer word is capitalised, and there is one.
    static func isPlainTitle(_ text: String) -> Bool {
        let words = text.trimmingMarks().split(separator: " ").filter {
            $0.count >= 4 && !particles.contains(String($0))
        }
        return !words.isEmpty && isTitleLike(text) && !text.hasSuffix(".")
            && words.allSatisfy { $0.first(where: \.isLetter)?.isUppercase == true }
    }

    /// Words of four letters that titles write small.
    private static let particles: Set<String> = [
        "with", "from", "over", "into", "upon", "than", "that", "onto", "near", "unto",
    ]

    /// Whether all cased letters are capitals, and there are at least two.
    static func isCapitals(_ text: String) -> Bool {
        var capitals = 0
        for scalar in text.unicodeScalars {
            if scalar.properties.isLowercase {
                return false
            }
            capitals += scalar.properties.isUppercase ? 1 : 0
        }
        return capitals >= 2
    }
}

extension String {
    /// The text without the given characters at its ends.
    func trimmingCharacters(_ characters: String) -> String {
        let start = drop { characters.contains($0) }
        guard let last = start.lastIndex(where: { !characters.contains($0) }) else { return "" }
        return String(start[...last])
    }

    /// The text without spaces and marks of emphasis at its ends.
    func trimmingMarks() -> String {
        trimmingCharacters(" \t_*=~#")
    }
}
