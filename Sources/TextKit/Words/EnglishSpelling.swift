/// Spells British and American words alike, well enough to compare them.
package enum EnglishSpelling {
    package static func leveled(_ word: String) -> String {
        if let other = words[word] {
            return other
        }
        guard word.utf8.count >= 5 else { return word }
        for (ending, other) in endings where word.hasSuffix(ending) {
            return word.dropLast(ending.count) + other
        }
        return word
    }

    private static let endings = [
        ("isation", "ization"), ("isations", "izations"), ("ising", "izing"), ("ised", "ized"), ("ises", "izes"),
        ("ise", "ize"), ("yse", "yze"), ("ysed", "yzed"), ("ysing", "yzing"), ("our", "or"), ("ours", "ors"),
        ("oured", "ored"), ("ouring", "oring"), ("ourable", "orable"), ("ourite", "orite"), ("ourites", "orites"),
        ("ourful", "orful"), ("ourhood", "orhood"), ("ourer", "orer"), ("ourers", "orers"), ("etre", "eter"),
        ("etres", "eters"), ("itre", "iter"), ("itres", "iters"), ("ogue", "og"), ("ogues", "ogs"), ("elled", "eled"),
        ("elling", "eling"), ("eller", "eler"), ("ellers", "elers"), ("ence", "ense"), ("ences", "enses"),
    ]

    private static let words = [
        "grey": "gray", "greys": "grays", "cheque": "check", "cheques": "checks", "programme": "program",
        "programmes": "programs", "theatre": "theater", "theatres": "theaters", "centre": "center",
        "centres": "centers",
        "plough": "plow", "ploughs": "plows", "tyre": "tire", "tyres": "tires", "kerb": "curb", "gaol": "jail",
        "storey": "story", "jewellery": "jewelry", "aeroplane": "airplane", "okay": "ok", "draught": "draft",
        "mum": "mom", "moustache": "mustache", "waggon": "wagon", "waggons": "wagons", "shew": "show",
    ]
}

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

/// Sounds that recognisers skip or invent.
package enum Interjections {
    package static let words: Set<String> = [
        "ah", "aha", "aah", "oh", "ooh", "o", "eh", "er", "erm", "um", "umm", "uh", "ugh", "hm", "hmm", "hmmm", "mm",
        "mmm",
        "mhm", "huh", "ha", "hah", "hey", "ho", "pah", "bah", "tut", "sh", "shh", "psst", "phew", "pooh",
    ]
}
