internal import Manuscripts

/// One input of the fuzzer: a file as it might lie on a disk, and how it is planned.
package struct HostileInput: Sendable {
    /// What makes this input again.
    package let seed: UInt64
    /// Ends in `.txt` or `.md`.
    package let name: String
    package var bytes: [UInt8]
    package let maxCharacters: Int
    package let language: String?

    /// Makes the input of a seed.
    package init(seed: UInt64) {
        self.seed = seed
        var random = SeededRandom(seed: seed)
        name = random.oneIn(2) ? "book.md" : "book.txt"
        maxCharacters = random.pick([20, 60, SegmentPlanner.defaultMaxCharacters])
        language = random.pick(Self.languages)
        var files = HostileFile(random: SeededRandom(seed: random.next()))
        bytes = files.next()
    }

    /// Takes bytes that come from elsewhere.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - name: Its name.
    ///   - maxCharacters: The longest segment.
    ///   - question: Which of the laws that take a second plan is looked at, from 0 to 2.
    package init(
        bytes: [UInt8],
        name: String = "book.txt",
        maxCharacters: Int = SegmentPlanner.defaultMaxCharacters,
        question: UInt64 = 0
    ) {
        seed = question
        self.name = name
        self.bytes = bytes
        self.maxCharacters = maxCharacters
        language = nil
    }

    /// Tags, unknown ones and nonsense; most texts name none.
    private static let languages: [String?] = [
        nil, nil, nil, nil, "en", "de-DE", "zh", "ja", "ar", "he", "th", "tlh", "", "-", "en@ss=none",
        String(repeating: "x", count: 300),
    ]
}
