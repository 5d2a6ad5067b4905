/// The silence at each boundary, in seconds, measured from the end of speech to the start of the next speech.
package struct PauseLengths: Sendable, Hashable, Codable {
    package var clause: Double
    package var sentence: Double
    package var paragraph: Double
    package var heading: Double
    package var sceneBreak: Double
    package var chapter: Double

    /// The default between sentences is what the embedded voice itself leaves between two sentences of one request
    /// (measured: 0.83 s), so that a seam is not heard.
    package init(
        clause: Double = 0.3,
        sentence: Double = 0.8,
        paragraph: Double = 1.1,
        heading: Double = 1.5,
        sceneBreak: Double = 2.2,
        chapter: Double = 3.0
    ) {
        self.clause = clause
        self.sentence = sentence
        self.paragraph = paragraph
        self.heading = heading
        self.sceneBreak = sceneBreak
        self.chapter = chapter
    }

    /// The silence at `boundary`, in seconds.
    package subscript(boundary: Boundary) -> Double {
        switch boundary {
        case .clause: clause
        case .sentence: sentence
        case .paragraph: paragraph
        case .heading: heading
        case .sceneBreak: sceneBreak
        case .chapter: chapter
        }
    }
}
