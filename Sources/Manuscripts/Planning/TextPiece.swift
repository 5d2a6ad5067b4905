/// A stretch of spoken text that is not cut further, or a segment made of several.
struct TextPiece {
    /// What a piece ends with, from the best place to cut to the worst.
    enum End: Int {
        case sentence
        case clause
        case word
        case none
    }

    /// Without white space at its ends.
    var range: Range<Int>
    /// The scalars before the piece and up to its end, counted from the start of its paragraph.
    var scalars: Range<Int>
    var end: End
    /// Whether it has a letter or a number.
    var isSpeakable: Bool
}
