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
