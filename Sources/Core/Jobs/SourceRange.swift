/// A half-open stretch of the decoded source, in UTF-8 bytes from its start (a byte order mark is not counted).
package struct SourceRange: Sendable, Hashable, Codable {
    package let start: Int
    package let end: Int

    package init(_ start: Int, _ end: Int) {
        precondition(start <= end, "a range ends where it starts or later")
        self.start = start
        self.end = end
    }

    package var length: Int { end - start }
}
