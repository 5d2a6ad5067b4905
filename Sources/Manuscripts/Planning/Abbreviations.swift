/// Words whose full stop does not end a sentence, on top of those that ICU knows.
struct Abbreviations: Sendable {
    private let language: String

    /// - Parameter language: The language part of a tag, such as `en`.
    init(language: String) {
        self.language = language
    }

    /// Whether a sentence goes on after `word` (without its full stop) when `next` follows.
    func joins(_ word: String, to next: Unicode.Scalar) -> Bool {
        if Self.titles.contains(word) {
            return true
        }
        if next.properties.numericType != nil || isRoman(next) {
            if Self.numbered.contains(word.lowercased()) {
                return true
            }
        }
        if isInitial(word) {
            return next.properties.isUppercase
        }
        if language == "de" {
            // `am 3. Oktober`, `z. B. Äpfel`
            return Self.german.contains(word) || (word.count <= 2 && !word.isEmpty && word.allSatisfy(\.isNumber))
        }
        return Self.latin.contains(word.lowercased())
    }

    /// `J.`, `J.K.`, but not `I.`: sentences end in that word.
    private func isInitial(_ word: String) -> Bool {
        let letters = word.split(separator: ".", omittingEmptySubsequences: false)
        guard letters.count > 1 || word != "I" else { return false }
        return letters.count <= 3 && letters.allSatisfy { $0.count == 1 && $0.first?.isUppercase == true }
    }

    private func isRoman(_ scalar: Unicode.Scalar) -> Bool {
        ["I", "V", "X", "L", "C", "D", "M"].contains(scalar)
    }

    private static let titles: Set<String> = [
        "Mr", "Mrs", "Ms", "Mx", "Dr", "St", "Sta", "Ste", "Prof", "Rev", "Revd", "Hon", "Capt", "Col", "Gen", "Lt",
        "Sgt",
        "Maj", "Cmdr", "Adm", "Corp", "Pvt", "Messrs", "Mme", "Mlle", "Mons", "Gov", "Sen", "Rep", "Pres", "Supt",
        "Insp",
        "Fr", "Sr", "Bro", "Ald", "Esqr", "Ft", "Mt", "Hr", "Fr", "Frl", "Hrn", "Sra", "Srta", "Dra", "Don", "Sig",
        "Dott",
        "MM", "Mgr", "Mdme", "Md", "Wm", "Chas", "Geo", "Thos", "Jas", "Jno",
    ]
    private static let numbered: Set<String> = [
        "no", "nos", "vol", "vols", "ch", "chap", "fig", "figs", "p", "pp", "sec", "sect", "art", "bk", "pt", "op",
        "nr",
        "bd", "kap", "abb", "v", "vv", "l", "ll", "fol", "ver", "act", "sc",
    ]
    private static let latin: Set<String> = ["a.m", "p.m", "e.g", "i.e", "eg", "ie", "viz", "cf", "vs", "ca", "approx"]
    private static let german: Set<String> = [
        "z", "B", "u", "a", "d", "h", "z.B", "u.a", "d.h", "bzw", "ca", "vgl", "Nr", "Bd", "Hr", "Hrn", "Frl", "Prof",
        "Dr",
        "St", "Str", "evtl", "sog", "inkl",
    ]
}
