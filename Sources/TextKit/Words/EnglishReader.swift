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
                    items.append(SpokenItem(token.written, readings: readings))
                }
            case .number:
                let magnitude = next.flatMap { $0.kind == .word ? EnglishNumber.magnitudes[$0.text.lowercased()] : nil }
                if let magnitude, let item = NumberReader(token).item(times: magnitude, as: next?.text ?? "") {
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
            return SpokenItem(token.written, readings: readings + (readings.contains([word]) ? [] : [[word]]))
        }
        let isStopped = token.endsWithStop || next?.kind == .number
        if let readings = EnglishAbbreviations.always[word] ?? (isStopped ? EnglishAbbreviations.stopped[word] : nil) {
            return SpokenItem(token.written, readings: readings + [[word]])
        }
        if let number = RomanNumeral.value(token.text), isRoman(token.text, after: previous) {
            return SpokenItem(token.written, readings: [[word]] + NumberReader.readings(ofRoman: number))
        }
        if isLetters(token.text), token.text.count <= 5 {
            return SpokenItem(token.written, readings: [[word], word.map(String.init)])
        }
        return SpokenItem(word: word, written: token.written)
    }

    private static func isLetters(_ text: String) -> Bool {
        text.utf8.count > 1 && text.utf8.allSatisfy { (0x41...0x5A).contains($0) }
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
                continue
            }
            if item.plainWord == "a", let next, EnglishNumber.isHundredOrMore(next) {
                kept.append(SpokenItem(item.written, readings: [["one"]]))
            } else {
                kept.append(item)
            }
        }
        return kept
    }
}
