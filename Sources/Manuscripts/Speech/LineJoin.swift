/// How the end of a line is spoken when the text goes on.
enum LineJoin: Sendable {
    /// As a space, or as nothing after a hyphen or between scripts that write none.
    case space
    /// As the end of a sentence, unless one stands there: between the lines of a heading.
    case stop
    /// As a comma: between the cells of a table.
    case comma
}
