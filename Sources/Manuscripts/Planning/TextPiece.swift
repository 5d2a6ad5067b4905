/// A stretch of spoken text that is not cut further, or a segment made of several.
struct TextPiece {
    /// What a piece ends with, from the best place to cut to the worst.
    enum End: Int {
        case sentence
        /// A semicolon, a colon, a dash or their like.
        case clause
        case comma
        case word
        case none
    }

    /// Without white space at its ends.
    var range: Range<Int>
    /// The lengths up to its start and up to its end, counted from the start of its paragraph as `SpeechLength` counts.
    var extent: Range<Int>
    var end: End
    /// Whether it has a letter or a number.
    var isSpeakable: Bool
}
