/// How long a text is when it is spoken, in letters of plain English.
package enum SpokenLength {
    /// A digit is spoken as a word, more or less: "1984" has sixteen letters.
    private static let digit = 4.0
    /// A Chinese or Japanese character, or a Korean syllable.
    private static let syllable = 3.0
    /// Signs that are spoken as words, such as % and &.
    private static let sign = 5.0
    /// The pauses of punctuation, as long as so many letters.
    private static let comma = 3.0
    private static let stop = 6.0

    package static func of(_ text: String) -> Double {
        var length = 0.0
        var lastWasStop = false
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            var isStop = false
            switch scalar {
            case "0"..."9": length += digit
            case "\u{3040}"..."\u{9FFF}", "\u{AC00}"..."\u{D7A3}": length += syllable
            case ",", "\u{3001}", "\u{FF0C}": length += comma
            case ".", ";", ":", "!", "?", "\u{2014}", "\u{2026}", "\u{3002}", "\u{FF01}", "\u{FF1F}":
                isStop = true
                if !lastWasStop { length += stop }
            case "%", "&", "+", "=", "$", "\u{20AC}", "\u{A3}", "@", "#": length += sign
            default:
                if properties.isAlphabetic || properties.numericType != nil { length += 1 }
            }
            lastWasStop = isStop
        }
        return length
    }
}

/// A word of a text, or a character of a script without spaces, with the marks behind it.
package struct TextWord {
    /// Letters and digits, in lower case.
    package let text: String
    /// In units of `SpokenLength`, without the pause of the marks behind it, and with it.
    package let soundLength: Double
    package let length: Double

    private init(_ text: Substring, marks: Substring) {
        self.text = text.lowercased()
        soundLength = SpokenLength.of(String(text))
        length = soundLength + SpokenLength.of(String(marks))
    }

    package static func words(of text: String) -> [TextWord] {
        var words: [TextWord] = []
        var rest = text.drop { !isPart($0) }
        while let first = rest.first {
            let word = standsAlone(first) ? rest.prefix(1) : rest.prefix { isPart($0) && !standsAlone($0) }
            let marks = rest[word.endIndex...].prefix { !isPart($0) }
            words.append(TextWord(word, marks: marks))
            rest = rest[marks.endIndex...]
        }
        return words
    }

    private static func isPart(_ character: Character) -> Bool { character.isLetter || character.isNumber }

    /// Whether it is a word by itself: Chinese and Japanese have no spaces.
    private static func standsAlone(_ character: Character) -> Bool {
        character.unicodeScalars.first.map { (0x3040...0x9FFF).contains($0.value) } ?? false
    }
}
