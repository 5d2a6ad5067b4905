/// Reads English tokens: abbreviations, numbers, signs and headings become words.
package enum EnglishReader {
    package static func items(of tokens: [WrittenToken]) -> [SpokenItem] {
        var items: [SpokenItem] = []
        items.reserveCapacity(tokens.count)
        var position = 0
        while position < tokens.count {
            let token = tokens[position]
            let previous = position > 0 ? tokens[position - 1] : nil
            let next = position + 1 < tokens.count ? tokens[position + 1] : nil
            position += 1
            switch token.kind {
            case .sign:
                if let readings = EnglishSigns.readings[token.text.unicodeScalars.first ?? " "] {
                    items.append(SpokenItem(token.written, readings: readings, at: token.place))
                }
            case .number:
                let magnitude = next.flatMap { $0.kind == .word ? EnglishNumber.magnitudes[$0.text.lowercased()] : nil }
                if let magnitude, let next, let item = NumberReader(token).item(times: magnitude, as: next) {
                    items.append(item)
                    position += 1
                } else {
                    items += NumberReader(token).items
                }
            case .word:
                items.append(item(of: token, after: previous, before: next))
            }
        }
        return withoutLinks(items)
    }

    private static func item(
        of token: WrittenToken,
        after previous: WrittenToken?,
        before next: WrittenToken?
    ) -> SpokenItem {
        let word = token.text.lowercased()
        if previous?.kind == .number, let readings = EnglishSigns.units[word] {
            let others = readings.contains([word]) ? [] : [[word]]
            return SpokenItem(token.written, readings: readings + others, at: token.place)
        }
        let isStopped = token.endsWithStop || next?.kind == .number
        if let readings = EnglishAbbreviations.always[word] ?? (isStopped ? EnglishAbbreviations.stopped[word] : nil) {
            return SpokenItem(token.written, readings: readings + [[word]], at: token.place)
        }
        if let number = romanNumber(token.text), isRoman(token.text, after: previous) {
            let readings = [[word]] + NumberReader.readings(ofRoman: number)
            return SpokenItem(token.written, readings: readings, at: token.place)
        }
        if isLetters(token.text), token.text.count <= 5 {
            return SpokenItem(token.written, readings: [[word], word.map(String.init)], at: token.place)
        }
        return SpokenItem(word: word, written: token.written, at: token.place)
    }

    private static func isLetters(_ text: String) -> Bool {
        text.utf8.count > 1 && text.utf8.allSatisfy { (0x41...0x5A).contains($0) }
    }

    /// Longer numerals and larger numbers are more likely initials.
    private static func romanNumber(_ text: String) -> Int? {
        guard text.utf8.count <= 8, let number = RomanNumeral.value(text), number < 200 else { return nil }
        return number
    }

    /// A single letter is a number only behind a word such as "Chapter", or behind a name.
    private static func isRoman(_ text: String, after previous: WrittenToken?) -> Bool {
        if text.utf8.count > 1 {
            return true
        }
        guard let previous, previous.kind == .word, !previous.endsWithStop else { return false }
        if EnglishAbbreviations.numbered.contains(previous.text.lowercased()) {
            return true
        }
        return text != "I" && previous.text.unicodeScalars.first?.properties.isUppercase == true
    }

    /// The same without the "and" of "three hundred and twelve", and with "a hundred" as "one hundred".
    private static func withoutLinks(_ items: [SpokenItem]) -> [SpokenItem] {
        var kept: [SpokenItem] = []
        kept.reserveCapacity(items.count)
        for (position, item) in items.enumerated() {
            let next = position + 1 < items.count ? items[position + 1].readings[0][0] : nil
            if item.plainWord == "and", let last = kept.last?.plainWord, EnglishNumber.isHundredOrMore(last),
                let next, EnglishNumber.words.contains(next)
            {
                kept[kept.count - 1].place = kept[kept.count - 1].place.lowerBound..<item.place.upperBound
                continue
            }
            if item.plainWord == "a", let next, EnglishNumber.isHundredOrMore(next) {
                kept.append(SpokenItem(word: "one", written: item.written, at: item.place))
            } else {
                kept.append(item)
            }
        }
        return kept
    }
}

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

/// How signs are spoken in English.
package enum EnglishSigns {
    package static let readings: [Unicode.Scalar: [[String]]] = [
        "&": [["and"]], "%": [["percent"]], "°": [["degrees"], ["degree"]], "@": [["at"]], "+": [["plus"], ["and"]],
        "=": [["equals"]],
    ]

    /// The words for one and many of a currency, and for many of its hundredth.
    package static let currencies: [Unicode.Scalar: (one: String, many: String, hundredths: String)] = [
        "$": ("dollar", "dollars", "cents"), "£": ("pound", "pounds", "pence"), "€": ("euro", "euros", "cents"),
        "¥": ("yen", "yen", "sen"),
    ]

    /// Units behind a number.
    package static let units: [String: [[String]]] = [
        "km": [["kilometers"], ["kilometer"]], "m": [["meters"], ["meter"], ["million"], ["m"]],
        "cm": [["centimeters"], ["centimeter"]], "mm": [["millimeters"], ["millimeter"]],
        "kg": [["kilograms"], ["kilos"], ["kilogram"]], "g": [["grams"], ["gram"]], "mg": [["milligrams"]],
        "l": [["liters"], ["liter"]], "ml": [["milliliters"], ["milliliter"]], "cl": [["centiliters"]],
        "lb": [["pounds"], ["pound"]], "lbs": [["pounds"]], "oz": [["ounces"], ["ounce"]], "ft": [["feet"], ["foot"]],
        "yd": [["yards"], ["yard"]], "yds": [["yards"]], "mi": [["miles"], ["mile"]],
        "in": [["in"], ["inches"], ["inch"]],
        "hr": [["hours"], ["hour"]], "hrs": [["hours"]], "min": [["minutes"], ["minute"]],
        "sec": [["seconds"], ["second"]],
        "mph": [["miles", "per", "hour"], ["m", "p", "h"]], "kmh": [["kilometers", "per", "hour"]],
        "kw": [["kilowatts"], ["kilowatt"]], "hp": [["horsepower"]], "gb": [["gigabytes"]], "mb": [["megabytes"]],
        "c": [["celsius"], ["c"]], "f": [["fahrenheit"], ["f"]], "d": [["pence"], ["d"]],
        "st": [["stone"], ["street"], ["saint"]], "pm": [["pm"]], "am": [["am"]],
    ]
}
