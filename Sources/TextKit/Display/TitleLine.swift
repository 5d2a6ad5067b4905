/// A title or a name as a single line that lists, tags and file systems can hold.
package enum TitleLine {
    /// The longest one, in Unicode scalars; what names a book or chapter is no book itself.
    package static let longest = 200

    /// Makes a line of any text: white space and ends of lines become single spaces; control and formatting characters go.
    ///
    /// - Parameter text: Any text.
    /// - Returns: The line, cut at a word where it is too long, or nil when it has no letter, number or sign to show.
    package static func clean(_ text: String) -> String? {
        var line = String.UnicodeScalarView()
        var length = 0
        var hasGap = false
        for scalar in text.unicodeScalars {
            switch SpeechCharacter(scalar) {
            case .space:
                hasGap = true
            case .dropped:
                // Ends of lines are control characters.
                hasGap = hasGap || scalar.properties.isWhitespace
            case .softHyphen:
                break
            case .joiner, .kept, .replaced:
                if hasGap, length > 0 {
                    line.append(" ")
                    length += 1
                }
                hasGap = false
                line.append(scalar)
                length += 1
            }
            // Enough to know that something has to be cut.
            if length > longest + 1 {
                break
            }
        }
        return line.contains(where: isVisible) ? shortened(String(line)) : nil
    }

    /// The line itself, or as many of its words as fit, with an ellipsis.
    package static func shortened(_ line: String) -> String {
        let scalars = line.unicodeScalars
        guard scalars.dropFirst(longest).first != nil else { return line }
        let limit = scalars.index(scalars.startIndex, offsetBy: longest - 1)
        var end = line.startIndex
        while case let next = line.index(after: end), next <= limit {
            end = next
        }
        // A single character that is longer still is cut between its scalars.
        let kept = line[..<(end > line.startIndex ? end : limit)]
        let space = kept.lastIndex(of: " ").flatMap { kept.distance(from: $0, to: kept.endIndex) < 40 ? $0 : nil }
        return kept[..<(space ?? kept.endIndex)] + "\u{2026}"
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .format, .spaceSeparator: false
        default: true
        }
    }
}
