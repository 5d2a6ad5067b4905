/// How far a job is, counted while it is worked on.
package struct JobProgress: Sendable, Hashable, Codable {
    package var chapters: Int
    package var segments: Int
    package var segmentsDone: Int
    package var segmentsFailed: Int
    /// Done segments with whose take something is wrong, since no better one could be had.
    package var segmentsFlagged: Int
    /// Characters of text to speak in all, counted as Unicode scalars.
    package var characters: Int
    package var charactersDone: Int
    package var takesAccepted: Int
    package var takesRejected: Int
    /// Accepted takes that were on disk already and not made again.
    package var takesReused: Int
    /// Seconds of audio in the accepted takes; of the finished book once the job is completed.
    package var audioSeconds: Double
    /// Seconds that requests to the speech endpoint took, summed over takes.
    package var synthesisSeconds: Double
    /// Seconds of audio in the takes that those requests gave, rejected ones too and reused ones not.
    package var audioSecondsMade: Double

    package init(
        chapters: Int = 0,
        segments: Int = 0,
        segmentsDone: Int = 0,
        segmentsFailed: Int = 0,
        segmentsFlagged: Int = 0,
        characters: Int = 0,
        charactersDone: Int = 0,
        takesAccepted: Int = 0,
        takesRejected: Int = 0,
        takesReused: Int = 0,
        audioSeconds: Double = 0,
        synthesisSeconds: Double = 0,
        audioSecondsMade: Double = 0
    ) {
        self.chapters = chapters
        self.segments = segments
        self.segmentsDone = segmentsDone
        self.segmentsFailed = segmentsFailed
        self.segmentsFlagged = segmentsFlagged
        self.characters = characters
        self.charactersDone = charactersDone
        self.takesAccepted = takesAccepted
        self.takesRejected = takesRejected
        self.takesReused = takesReused
        self.audioSeconds = audioSeconds
        self.synthesisSeconds = synthesisSeconds
        self.audioSecondsMade = audioSecondsMade
    }
}
