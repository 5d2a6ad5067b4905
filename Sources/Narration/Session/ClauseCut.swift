/// Cuts a text in two where a reader may well pause.
enum ClauseCut {
    /// How far from the middle the cut may be, as a share of the text.
    private static let reach = 0.3
    /// Shorter texts are not cut: engines falter on very short ones.
    private static let shortest = 40

    /// The two pieces of a text; nil where it has no clause to cut at.
    static func pieces(of text: String) -> [String]? {
        let characters = Array(text)
        guard characters.count >= shortest else { return nil }
        let middle = characters.count / 2
        let reach = Int(Double(characters.count) * reach)
        let cuts = (middle - reach...middle + reach).filter { isCut($0, in: characters) }
        guard let cut = cuts.min(by: { abs($0 - middle) < abs($1 - middle) }) else { return nil }
        return [String(characters[..<cut]), String(characters[(cut + 1)...])]
    }

    /// Whether there is a space after a clause.
    private static func isCut(_ index: Int, in text: [Character]) -> Bool {
        guard index > 1, text[index] == " " else { return false }
        let closing: Set<Character> = ["\"", "'", "\u{201D}", "\u{2019}", ")"]
        let last = closing.contains(text[index - 1]) ? text[index - 2] : text[index - 1]
        // A full stop may belong to an abbreviation.
        return [",", ";", ":", "!", "?", "\u{2014}", "\u{2026}"].contains(last)
    }
}
