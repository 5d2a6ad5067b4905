/// A line with something on it, kept small: a text of 10 MB can have millions.
struct Line: Sendable {
    private let start: UInt32
    private let end: UInt32
    private let lineNumber: UInt32
    private let columns: UInt16
    private let blanks: UInt16

    init(range: Range<Int>, indent: Int, number: Int, blanksBefore: Int) {
        start = UInt32(range.lowerBound)
        end = UInt32(range.upperBound)
        lineNumber = UInt32(number)
        columns = UInt16(clamping: indent)
        blanks = UInt16(clamping: blanksBefore)
    }

    /// The bytes without the white space around them.
    var range: Range<Int> { Int(start)..<Int(end) }
    /// Columns of white space before the text; a tab counts 4, an ideographic space 2.
    var indent: Int { Int(columns) }
    /// 1-based.
    var number: Int { Int(lineNumber) }
    /// How many empty lines stand right before this one.
    var blanksBefore: Int { Int(blanks) }
}
