internal import TextKit

extension String {
    /// The line cut between words into lines of at most `width` columns, the later ones two columns further in.
    ///
    /// A word that is too long stays whole, so that a path can be copied.
    func wrapped(to width: Int) -> String {
        guard displayWidth > width else { return self }
        let indent = String(repeating: " ", count: prefix { $0 == " " }.count)
        var lines: [String] = []
        var line = indent
        for word in dropFirst(indent.count).wordsToWrap {
            let isStart = line.allSatisfy { $0 == " " }
            if !isStart && line.displayWidth + 1 + word.displayWidth > width {
                lines.append(line)
                line = indent + "  " + word
            } else {
                line += (isStart ? "" : " ") + word
            }
        }
        return (lines + [line]).joined(separator: "\n")
    }
}

extension Substring {
    /// What stays together: the words, and a dot between facts with the word before it.
    fileprivate var wordsToWrap: [String] {
        split(separator: " ", omittingEmptySubsequences: false).reduce(into: []) { words, word in
            if word == "·", let last = words.popLast() {
                words.append("\(last) ·")
            } else {
                words.append(String(word))
            }
        }
    }
}
