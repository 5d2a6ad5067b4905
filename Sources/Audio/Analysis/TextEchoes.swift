internal import TextKit

/// What a text itself has twice, which a voice may well speak alike to the sample.
struct TextEchoes {
    /// How far from the time between the words a stretch may come again, as a share of that time and in seconds.
    private static let lagShare = 0.1
    private static let lagSlack = 0.15
    /// How far outside of the words it may reach, as a share of the time until there and in seconds.
    private static let placeShare = 0.1
    private static let placeSlack = 0.5
    /// How much longer than the words it may be: the sounds and pauses beside them are alike now and then.
    private static let lengthShare = 1.3
    private static let lengthSlack = 0.15

    /// Words that come twice, in units of `SpokenLength`.
    private struct Phrase: Hashable {
        /// Where they begin and end the second time.
        var start: Double
        var end: Double
        /// From the first time to the second.
        var lag: Double
    }

    private let phrases: Set<Phrase>
    /// To the end of the last word.
    private let length: Double

    init(_ text: String) {
        let words = TextWord.words(of: text)
        var starts = [0.0]
        for word in words { starts.append(starts[starts.count - 1] + word.length) }
        var phrases: Set<Phrase> = []
        for first in words.indices {
            for second in words.index(after: first)..<words.endIndex where words[first].text == words[second].text {
                // One that begins a word before is longer.
                if first > 0, words[first - 1].text == words[second - 1].text { continue }
                let count = zip(words[first...], words[second...]).prefix { $0.text == $1.text }.count
                let last = second + count - 1
                let end = starts[last] + words[last].soundLength
                phrases.insert(Phrase(start: starts[second], end: end, lag: starts[second] - starts[first]))
            }
        }
        self.phrases = phrases
        length = words.last.map { starts[words.count - 1] + $0.soundLength } ?? 0
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
            let (start, end, lag) = (phrase.start * pace, phrase.end * pace, phrase.lag * pace)
            return abs(echo.lag - lag) <= lag * Self.lagShare + Self.lagSlack
                && place >= start - start * Self.placeShare - Self.placeSlack
                && place + echo.length <= end + end * Self.placeShare + Self.placeSlack
                && echo.length <= (end - start) * Self.lengthShare + Self.lengthSlack
        }
    }
}
