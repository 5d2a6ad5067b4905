internal import Foundation

/// File names made from titles.
package enum FileName {
    /// The longest name made here, in UTF-8 bytes: room for a number and an extension below the usual limit of 255.
    package static let longest = 200

    /// Refused by Linux, macOS, exFAT or SMB, on which players keep their books.
    private static let refused: Set<Character> = ["/", "\\", ":", "*", "?", "\"", "<", ">", "|"]

    /// A name that every common file system takes: no separators or control characters, no dot in front, not too long.
    ///
    /// - Parameters:
    ///   - title: Any text.
    ///   - limit: The longest result, in UTF-8 bytes.
    /// - Returns: The name, or an empty string when nothing usable is left.
    package static func sanitized(_ title: String, limit: Int = longest) -> String {
        let spaced = title.unicodeScalars.map { scalar -> Character in
            let isControl = scalar.properties.generalCategory == .control
            return isControl || refused.contains(Character(scalar)) ? " " : Character(scalar)
        }
        var text = String.UnicodeScalarView()
        for character in spaced { text.append(contentsOf: character.unicodeScalars) }
        let words = String(text).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let start = words.drop { $0 == "." || $0 == " " }
        return trimmedEnd(truncated(String(start), toUTF8Bytes: limit))
    }

    /// The longest beginning of `text` within `limit` UTF-8 bytes that does not split a character.
    static func truncated(_ text: String, toUTF8Bytes limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var bytes = 0
        return String(
            text.prefix { character in
                bytes += character.utf8.count
                return bytes <= limit
            }
        )
    }

    /// Without the dots and spaces at the end that exFAT and SMB drop.
    private static func trimmedEnd(_ text: String) -> String {
        var text = Substring(text)
        while let last = text.last, last == "." || last == " " { text.removeLast() }
        return String(text)
    }
}
