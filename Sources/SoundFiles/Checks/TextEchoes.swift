/// What a text itself has twice, which a voice may well speak alike to the sample.
struct TextEchoes {
    /// How far from where the text has it a stretch may come, as a share of that time and in seconds.
    private static let lagShare = 0.2
    private static let lagSlack = 0.25
    /// How much longer than the words it may be: the sounds and pauses beside them are alike now and then.
    private static let lengthShare = 1.3
    private static let lengthSlack = 0.25

    /// Words that come twice, in units of `SpokenLength`.
    private struct Phrase: Hashable {
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
                let lag = starts[second] - starts[first]
                phrases.insert(Phrase(length: starts[second + count] - starts[second], lag: lag))
            }
        }
        self.phrases = phrases
        length = starts[starts.count - 1]
    }

    /// Whether the text has words twice where a stretch is.
    ///
    /// - Parameters:
    ///   - echo: The stretch.
    ///   - seconds: How long the whole text took.
    /// - Returns: Whether it is no repetition.
    func explain(_ echo: EchoFinder.Echo, in seconds: Double) -> Bool {
        guard length > 0 else { return false }
        let pace = seconds / length
        return phrases.contains { phrase in
            let lag = phrase.lag * pace
            return abs(echo.lag - lag) <= lag * Self.lagShare + Self.lagSlack
                && echo.length <= phrase.length * pace * Self.lengthShare + Self.lengthSlack
        }
    }
}
