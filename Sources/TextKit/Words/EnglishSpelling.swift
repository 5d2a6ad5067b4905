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
