/// What a text itself has twice, which a voice may well speak alike to the sample.
struct TextEchoes {
    /// How far from the time between the words a stretch may come again, as a share of that time and in seconds.
    private static let lagShare = 0.1
    private static let lagSlack = 0.15
    /// How far from where the words are it may be, as a share of the time until there and in seconds.
    private static let placeShare = 0.1
    private static let placeSlack = 0.5
    /// How much longer than the words it may be: the sounds and pauses beside them are alike now and then.
    private static let lengthShare = 1.3
    private static let lengthSlack = 0.15

    /// Words that come twice, in units of `SpokenLength`.
    private struct Phrase: Hashable {
        /// Where they come the second time.
        var start: Double
        var length: Double
        /// From the first time to the second.
        var lag: Double
    }

    private let phrases: Set<Phrase>
    private let length: Double

    init(_ text: String) {
        let pieces = text.split(whereSeparator: \.isWhitespace)
        let words = pieces.map { $0.lowercased().filter(\.isLetter) }
        var starts = [0.0]
        for piece in pieces { starts.append(starts[starts.count - 1] + SpokenLength.of(String(piece))) }
        var phrases: Set<Phrase> = []
        for first in words.indices {
            for second in words.index(after: first)..<words.endIndex where words[first] == words[second] {
                // One that begins a word before is longer.
                if first > 0, words[first - 1] == words[second - 1] { continue }
                let count = zip(words[first...], words[second...]).prefix { $0 == $1 }.count
                let (start, end) = (starts[second], starts[second + count])
                phrases.insert(Phrase(start: start, length: end - start, lag: start - starts[first]))
            }
        }
        self.phrases = phrases
        length = starts[starts.count - 1]
    }

    /// Whether the text has words twice where a stretch is.
    ///
    /// - Parameters:
    ///   - echo: The stretch.
    ///   - speech: From where to where the whole text was spoken, in seconds.
    /// - Returns: Whether it is no repetition.
    func explain(_ echo: EchoFinder.Echo, in speech: Range<Double>) -> Bool {
        guard length > 0 else { return false }
        let pace = (speech.upperBound - speech.lowerBound) / length
        let place = echo.start - speech.lowerBound
        return phrases.contains { phrase in
            let (start, lag) = (phrase.start * pace, phrase.lag * pace)
            return abs(echo.lag - lag) <= lag * Self.lagShare + Self.lagSlack
                && abs(place - start) <= start * Self.placeShare + Self.placeSlack
                && echo.length <= phrase.length * pace * Self.lengthShare + Self.lengthSlack
        }
    }
}
