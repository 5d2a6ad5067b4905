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
            var isStop = false
            switch PauseMark(scalar) {
            case .comma: length += comma
            case .clause, .sentence:
                isStop = true
                if !lastWasStop { length += stop }
            case nil: length += sound(of: scalar)
            }
            lastWasStop = isStop
        }
        return length
    }

    private static func sound(of scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case "0"..."9": digit
        case "%", "&", "+", "=", "$", "\u{20AC}", "\u{A3}", "@", "#": sign
        default: scalar.isSyllable ? syllable : scalar.isSpoken ? 1 : 0
        }
    }
}

/// A word of a text, or a character of a script without spaces, with the marks behind it.
package struct TextWord {
    /// In lower case, as it is written.
    package let text: String
    /// In units of `SpokenLength`, without the pause of the marks behind it, and with it.
    package let soundLength: Double
    package let length: Double

    /// The words of a text as the transcript check counts them, whatever the language.
    package static func words(of text: String) -> [TextWord] {
        let places = WordScanner(isEnglish: false).items(of: text).map(\.place)
        let bytes = text.utf8
        // Several words may come from one character.
        let words = places.indices.filter { $0 == 0 || places[$0].lowerBound >= places[$0 - 1].upperBound }
        return words.indices.map { index in
            let place = places[words[index]]
            let next = index + 1 < words.count ? places[words[index + 1]].lowerBound : bytes.count
            let start = bytes.index(bytes.startIndex, offsetBy: place.lowerBound)
            let end = bytes.index(start, offsetBy: place.count)
            return TextWord(text[start..<end], marks: text[end..<bytes.index(end, offsetBy: next - place.upperBound)])
        }
    }

    private init(_ text: Substring, marks: Substring) {
        self.text = text.lowercased()
        soundLength = SpokenLength.of(String(text))
        length = soundLength + SpokenLength.of(String(marks))
    }
}
