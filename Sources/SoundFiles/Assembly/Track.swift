/// One output file as a line of speech and pauses.
///
/// A pause is written when the speech after it comes, because only then is it known how much of it that take brings along.
final class Track {
    let file: EncodedFile
    /// Samples of silence still owed before the next speech.
    private(set) var owed: Int
    /// Near silence at the end of the file that a take brought along, in samples.
    private var tail = 0

    /// - Parameters:
    ///   - file: An empty file.
    ///   - leadIn: Samples of silence before the first speech.
    init(_ file: EncodedFile, leadIn: Int) {
        self.file = file
        owed = leadIn
    }

    /// Where the next speech begins, in samples from the start of the file.
    var nextSpeech: Int { file.samples + owed }

    /// Writes the silence before a take that brings `lead` samples of its own, at most what is owed.
    func begin(lead: Int) throws {
        try file.appendSilence(owed - lead)
        owed = 0
    }

    /// Notes that the take just written ended with `tail` samples of near silence, of the `pause` that follows it.
    func end(tail: Int, pause: Int) {
        self.tail = tail
        owed = pause - tail
    }

    /// Writes the silence at the end of the file and puts it on the disk, still under its hidden name.
    ///
    /// - Parameters:
    ///   - leadOut: Samples of silence after the last speech.
    ///   - chapters: Makes the chapters from the file's whole length in samples.
    /// - Throws: `BatchError` with an `output.…` code.
    func seal(leadOut: Int, chapters: (Int) -> [FinishedChapter] = { _ in [] }) throws {
        try file.appendSilence(max(0, leadOut - tail))
        try file.seal(chapters: chapters(file.samples))
    }
}
