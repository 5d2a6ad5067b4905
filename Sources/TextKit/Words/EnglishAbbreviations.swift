/// What abbreviations stand for.
package enum EnglishAbbreviations {
    /// Abbreviations that are no words themselves.
    package static let always: [String: [[String]]] = [
        "mr": [["mister"]], "mrs": [["missus"], ["misses"], ["mistress"]], "ms": [["miss"], ["miz"]],
        "dr": [["doctor"], ["drive"]], "prof": [["professor"]], "messrs": [["messieurs"], ["misters"]],
        "mme": [["madame"], ["madam"]], "mlle": [["mademoiselle"]], "capt": [["captain"]], "lieut": [["lieutenant"]],
        "sgt": [["sergeant"]], "etc": [["etcetera"], ["et", "cetera"], ["and", "so", "on"]],
        "eg": [["for", "example"], ["e", "g"]], "ie": [["that", "is"], ["i", "e"]], "vs": [["versus"]],
        "esq": [["esquire"]],
        "ltd": [["limited"]], "govt": [["government"]], "dept": [["department"]], "approx": [["approximately"]],
        "hwy": [["highway"]], "blvd": [["boulevard"]],
    ]

    /// Abbreviations only with a full stop or before a number.
    package static let stopped: [String: [[String]]] = [
        "st": [["saint"], ["street"]], "no": [["no"], ["number"]], "nos": [["numbers"]], "vol": [["volume"]],
        "vols": [["volumes"]], "ch": [["chapter"]], "chap": [["chapter"]], "p": [["page"]],
        "pp": [["pages"], ["page"]],
        "fig": [["fig"], ["figure"]], "figs": [["figs"], ["figures"]], "sec": [["section"], ["second"]],
        "art": [["art"], ["article"]], "gen": [["general"]], "col": [["colonel"]], "maj": [["major"]],
        "lt": [["lieutenant"]], "cpl": [["corporal"]], "rev": [["reverend"]], "hon": [["honorable"]],
        "gov": [["governor"]],
        "sen": [["senator"]], "pres": [["president"]], "jr": [["junior"]], "sr": [["senior"]], "co": [["company"]],
        "inc": [["incorporated"]], "bros": [["brothers"]], "ave": [["avenue"]], "rd": [["road"]], "mt": [["mount"]],
        "ft": [["fort"], ["feet"]], "inst": [["instant"]], "jan": [["january"]], "feb": [["february"]],
        "mar": [["march"]],
        "apr": [["april"]], "jun": [["june"]], "jul": [["july"]], "aug": [["august"]], "sept": [["september"]],
        "sep": [["september"]], "oct": [["october"]], "nov": [["november"]], "dec": [["december"]], "mon": [["monday"]],
        "tues": [["tuesday"]], "wed": [["wed"], ["wednesday"]], "thurs": [["thursday"]], "fri": [["friday"]],
        "sat": [["sat"], ["saturday"]], "sun": [["sun"], ["sunday"]], "c": [["circa"]],
    ]

    /// Words before a number, be it a single roman one.
    package static let numbered: Set<String> = [
        "chapter", "book", "part", "act", "scene", "section", "volume", "canto", "letter", "stave", "appendix", "plate",
        "article", "number", "no", "page", "war",
    ]
}
