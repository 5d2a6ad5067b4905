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

    /// The text without the page number at its end, where leader dots or a wide space set one off; nil when none does.
    var withoutPageNumber: String? {
        let digits = reversed().prefix { $0.isNumber || "ivxlc".contains($0) }.count
        guard digits > 0, digits <= 6 else { return nil }
        let rest = dropLast(digits)
        let leaders = rest.reversed().prefix { " .\t\u{B7}\u{2026}_".contains($0) }
        let isWide = leaders.count >= 2 || leaders.contains { $0 == "\t" || $0 == "\u{2026}" }
        guard isWide, leaders.count < rest.count else { return nil }
        return String(rest.dropLast(leaders.count))
    }

    /// What a line of a contents list and the heading it names have in common: the words in lower case, without a
    /// page number.
    var headingKey: String {
        var words = (withoutPageNumber ?? self).lowercased().split { !($0.isLetter || $0.isNumber) }
        if words.count > 2, let last = words.last, last.allSatisfy(\.isNumber) {
            words.removeLast()
        }
        return words.joined(separator: " ")
    }

    /// The words of a heading's title alone, as `headingKey` gives them, without `Chapter` and its number.
    ///
    /// Empty for a heading without a title.
    var titleKey: String {
        var words = headingKey.split(separator: " ")[...]
        if let first = words.first, HeadingKeyword(String(first)) != nil {
            words = words.dropFirst()
            if words.first == "the" {
                words = words.dropFirst()
            }
        }
        if let first = words.first, HeadingNumber.value(of: first) != nil {
            words = words.dropFirst()
        }
        return words.joined(separator: " ")
    }
}
