/// A coarse key of how an English word sounds: its consonants, with those that are easily mistaken for each other made one.
package enum SoundKey {
    /// The key of a word in lower case, as letters; empty for a word without consonants.
    package static func key(_ letters: ArraySlice<UInt32>) -> [UInt32] {
        var key: [UInt32] = []
        let word = letters.map { $0 < 0x80 ? UInt8($0) : 0 }
        var position = 0
        while position < word.count {
            let letter = word[position]
            let next = position + 1 < word.count ? word[position + 1] : 0
            position += 1
            if let sound = pair(letter, next, isFirst: position == 1) {
                position += 1
                append(sound, to: &key)
            } else if let sound = single(letter, before: next) {
                append(sound, to: &key)
            } else if letter == 0 {
                append(letters[letters.startIndex + position - 1], to: &key)
            }
        }
        return key
    }

    private static func append(_ sound: some Sequence<UInt32>, to key: inout [UInt32]) {
        for letter in sound where key.last != letter {
            key.append(letter)
        }
    }

    private static func append(_ sound: UInt32, to key: inout [UInt32]) { append(CollectionOfOne(sound), to: &key) }

    private static func append(_ sound: String, to key: inout [UInt32]) {
        append(sound.unicodeScalars.lazy.map(\.value), to: &key)
    }

    private static func pair(_ first: UInt8, _ second: UInt8, isFirst: Bool) -> String? {
        let pair = (Unicode.Scalar(first), Unicode.Scalar(second))
        switch pair {
        case ("p", "h"): return "f"
        case ("g", "h"): return isFirst ? "k" : ""
        case ("k", "n"), ("g", "n"): return isFirst ? "n" : (pair.0 == "k" ? "kn" : "n")
        case ("w", "r"): return "r"
        case ("m", "b"): return isFirst ? "mp" : "m"
        case ("s", "h"), ("c", "h"), ("d", "g"), ("t", "c"): return "s"
        case ("t", "h"): return "t"
        case ("c", "k"): return "k"
        default: return nil
        }
    }

    private static func single(_ letter: UInt8, before next: UInt8) -> String? {
        switch Unicode.Scalar(letter) {
        case "b", "p": "p"
        case "v", "f": "f"
        case "d", "t": "t"
        case "g" where isFront(next), "j", "s", "z": "s"
        case "c" where isFront(next): "s"
        case "g", "k", "c", "q": "k"
        case "x": "ks"
        case "l": "l"
        case "r": "r"
        case "m": "m"
        case "n": "n"
        default: nil
        }
    }

    private static func isFront(_ letter: UInt8) -> Bool {
        let letter = Unicode.Scalar(letter)
        return letter == "e" || letter == "i" || letter == "y"
    }
}
