/// What English contractions stand for.
package enum Contractions {
    /// The letters of the words that a contraction stands for, run together; none for other words.
    package static func expansions(_ word: String) -> [String] {
        if let known = words[word] {
            return known
        }
        guard let apostrophe = word.lastIndex(of: "'") else { return [] }
        let stem = word[..<apostrophe].replacing("'", with: "")
        switch word[apostrophe...] {
        case "'t" where stem.hasSuffix("n"): return [stem.dropLast() + "not"]
        case "'s": return [stem + "is", stem + "has", stem + "us"]
        case "'ll": return [stem + "will", stem + "shall"]
        case "'ve": return [stem + "have"]
        case "'re": return [stem + "are"]
        case "'d": return [stem + "would", stem + "had"]
        case "'m": return [stem + "am"]
        default: return []
        }
    }

    private static let words = [
        "can't": ["cannot"], "won't": ["willnot"], "shan't": ["shallnot"], "ain't": ["isnot", "amnot", "arenot"],
        "'twas": ["itwas"], "twas": ["itwas"], "tis": ["itis"], "gonna": ["goingto"], "wanna": ["wantto"],
        "gotta": ["gotto"], "lemme": ["letme"], "dunno": ["dontknow"], "em": ["them"], "o'er": ["over"],
        "e'er": ["ever"],
        "ne'er": ["never"], "ok": ["okay"],
    ]
}
