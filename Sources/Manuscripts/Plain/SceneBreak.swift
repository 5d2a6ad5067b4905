internal import TextKit

/// Recognises the ornaments that part two scenes: `* * *`, `---`, `⁂`, `#`, `~` and their kin.
enum SceneBreak {
    /// What a line of nothing but ornaments says.
    enum Strength {
        /// A scene break wherever it stands.
        case certain
        /// A scene break only with empty lines around it: a single `#`, `-` or `.`.
        case ifAlone
    }

    private static let ornaments: Set<Unicode.Scalar> = [
        "*", "-", "–", "—", "_", "~", "#", "=", "+", "·", "•", ".", "⁂", "⁎", "❦", "❧", "☙", "◆", "◇", "◊", "○", "●",
        "★",
        "☆", "✦", "✧", "✶", "✻", "❖", "§", "/", "\\", "^", "…", "※", "＊", "～", "―", "─", "━", "♦", "❄", "<", ">", "|",
    ]
    private static let weak: Set<Unicode.Scalar> = [".", "…", "/", "\\", "<", ">", "|", "-", "+", "^", "="]

    /// Nil for a line with anything else on it.
    static func strength(of line: Line, in source: SourceBytes) -> Strength? {
        // Ornaments are short; a longer row of them is still one.
        guard line.range.count <= 240 else { return nil }
        var marks = 0
        var isWeak = true
        var index = line.range.lowerBound
        while index < line.range.upperBound {
            let (scalar, length) = source.scalar(at: index)
            index += length
            if scalar == " " || scalar == "\t" || scalar == "\u{A0}" || scalar == "\u{3000}" {
                continue
            }
            guard ornaments.contains(scalar) else { return nil }
            marks += 1
            isWeak = isWeak && weak.contains(scalar)
        }
        if isWeak, source.bytes[line.range.lowerBound] != UInt8(ascii: "-") {
            return marks >= 3 ? .ifAlone : nil
        }
        return marks >= 3 ? .certain : marks > 0 ? .ifAlone : nil
    }
}
