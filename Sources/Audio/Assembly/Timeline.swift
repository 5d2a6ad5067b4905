/// One output file as a line of speech and pauses, in samples.
///
/// A pause is known when the speech after it comes, because only then is it known how much of it that take brings along.
struct Timeline: Sendable {
    /// Where what was placed so far ends.
    private(set) var position = 0
    /// Samples of silence still owed before the next speech.
    private(set) var owed: Int
    /// Near silence at the end that a take brought along.
    private(set) var tail = 0

    /// - Parameter leadIn: Samples of silence before the first speech.
    init(leadIn: Int) {
        owed = leadIn
    }

    /// Where the next speech begins.
    var nextSpeech: Int { position + owed }

    /// Places a take.
    ///
    /// - Parameters:
    ///   - samples: Its length.
    ///   - lead: What it brings of near silence before its speech, at most what is owed.
    ///   - tail: What it brings after its speech, of the pause that follows.
    ///   - pause: The silence from the end of its speech to the next.
    /// - Returns: The silence to be put in before it.
    mutating func place(samples: Int, lead: Int, tail: Int, pause: Int) -> Int {
        let before = owed - lead
        position += before + samples
        self.tail = tail
        owed = pause - tail
        return before
    }
}
