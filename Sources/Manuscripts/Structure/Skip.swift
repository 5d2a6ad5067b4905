/// A stretch of a line that is not spoken, or is spoken as something else.
struct Skip: Sendable {
    let range: Range<Int>
    /// Nil for marks that carry no letters, such as the brackets of a link.
    var reason: Omission.Reason?
    /// What is spoken in its place.
    var replacement: Unicode.Scalar?
}
