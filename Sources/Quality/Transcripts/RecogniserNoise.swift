/// What recognisers write that nobody said: names of sounds in brackets, and thanks for watching.
struct RecogniserNoise {
    private let text: String

    /// Noise beside a text; what the text has itself is none.
    init(text: String) {
        self.text = text
    }

    /// What was heard with blanks in the place of noise, so that every word keeps its place in bytes.
    func blanked(in heard: String) -> String {
        withoutTail(withoutSounds(heard))
    }

    private func withoutSounds(_ heard: String) -> String {
        guard heard.utf8.contains(where: Self.isBracket) else { return heard }
        var result = heard
        if !text.contains("[") {
            result = result.replacing(/\[[^\]\[]{0,60}\]/) { Self.blanks(for: $0.output) }
        }
        if !text.contains("*") {
            result = result.replacing(/\*[^*]{0,60}\*/) { Self.blanks(for: $0.output) }
        }
        return result.replacing(/\([^()]{0,60}\)/) { match in
            let inside = match.output.dropFirst().dropLast().lowercased()
            let isSound = inside.split { !$0.isLetter }.contains { Self.sounds.contains(String($0)) }
            return isSound && !text.lowercased().contains(inside)
                ? Self.blanks(for: match.output) : String(match.output)
        }
    }

    private static func blanks(for noise: Substring) -> String { String(repeating: " ", count: noise.utf8.count) }

    private func withoutTail(_ heard: String) -> String {
        var rest = heard[...]
        while let tail = tail(of: rest) {
            for _ in tail {
                rest = Self.trimmed(rest)
                rest = rest[..<(rest.lastIndex(where: \.isWhitespace) ?? rest.startIndex)]
            }
        }
        return String(rest)
    }

    /// Words at the end, behind others, that the text has nowhere.
    private func tail(of heard: Substring) -> [String]? {
        let words = heard.split(whereSeparator: \.isWhitespace).suffix(Self.longestTail + 1).map(Self.plain)
        return Self.tails.first { tail in
            guard words.count > tail.count, words.suffix(tail.count).elementsEqual(tail) else { return false }
            let said = text.split(whereSeparator: \.isWhitespace).map(Self.plain).joined(separator: " ")
            return !said.contains(tail.joined(separator: " "))
        }
    }

    private static func plain(_ word: Substring) -> String {
        word.lowercased().replacing("’", with: "'").filter { $0.isLetter || $0 == "'" }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        text[..<(text.lastIndex { !$0.isWhitespace }.map(text.index(after:)) ?? text.startIndex)]
    }

    /// Whether it may enclose a sound.
    private static func isBracket(_ byte: UInt8) -> Bool { byte == 0x28 || byte == 0x2A || byte == 0x5B }

    private static let sounds: Set<String> = [
        "laughs", "laughing", "laughter", "chuckles", "chuckling", "giggles", "sighs", "sighing", "coughs", "coughing",
        "music", "applause", "cheering", "silence", "inaudible", "pause", "breathing", "breathes", "gasps", "groans",
        "clears", "screams", "screaming", "crying", "sobbing", "sniffs", "whispers", "speaking", "audience", "noise",
        "static", "beep", "blank",
    ]

    private static let longestTail = tails.map(\.count).max() ?? 0

    /// What Whisper learned from captions to write into silence, the longer first.
    private static let tails: [[String]] = [
        "thank you so much for watching", "thanks for watching and see you next time", "thank you for watching",
        "thanks for watching", "thank you for listening", "thanks for listening", "please subscribe to my channel",
        "please subscribe", "don't forget to subscribe", "like and subscribe", "see you in the next video",
        "see you next time", "i'll see you next time", "subtitles by the amara org community", "thank you", "bye bye",
        "bye",
    ].map { $0.split(separator: " ").map(String.init) }
}
