/// A line with something on it.
struct Line: Sendable {
    /// The bytes without the white space around them.
    let range: Range<Int>
    /// Columns of white space before the text; a tab counts 4, an ideographic space 2.
    let indent: Int
    /// 1-based.
    let number: Int
    /// How many empty lines stand right before this one.
    let blanksBefore: Int
}
