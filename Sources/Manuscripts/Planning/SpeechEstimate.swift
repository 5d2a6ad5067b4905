package import Core
internal import TextKit

/// Guesses how long a text will sound before it has been synthesised.
package struct SpeechEstimate: Sendable, Hashable {
    /// Characters that a narrator speaks in a second, spaces and punctuation included.
    ///
    /// Audiobooks run at about 9,300 words an hour (ACX), that is 155 words a minute; with six characters to an
    /// English word, its space included, 15.5 a second.
    package static let charactersPerSecond = 15.0
    /// The same for Chinese, Japanese and Korean, whose characters are syllables: about 250 to 300 a minute.
    package static let syllablesPerSecond = 4.5

    package let speed: Double
    package let pauses: PauseLengths

    /// - Parameters:
    ///   - speed: 1 is the voice's own pace.
    ///   - pauses: The silences between segments.
    package init(speed: Double = 1, pauses: PauseLengths = PauseLengths()) {
        self.speed = speed > 0 ? speed : 1
        self.pauses = pauses
    }

    /// The seconds of speech in a text.
    package func seconds(of text: String) -> Double {
        var letters = 0
        var syllables = 0
        for scalar in text.unicodeScalars {
            if scalar.isSyllableLong {
                syllables += 1
            } else {
                letters += 1
            }
        }
        return (Double(letters) / Self.charactersPerSecond + Double(syllables) / Self.syllablesPerSecond) / speed
    }

    /// The seconds of audio that chapters will fill, pauses included.
    package func seconds(of chapters: [NewChapter]) -> Double {
        chapters.lazy.flatMap(\.segments).reduce(0) { $0 + seconds(of: $1.text) + pauses[$1.boundary] }
    }
}
