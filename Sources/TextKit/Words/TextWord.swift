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
