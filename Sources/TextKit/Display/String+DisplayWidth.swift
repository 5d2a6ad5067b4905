extension String {
    /// The columns that a terminal gives the text; Chinese, Japanese, Korean and emoji take two a character.
    package var displayWidth: Int {
        // Nearly all text is plain ASCII, whose bytes are its columns.
        let bytes = utf8.count
        return utf8.allSatisfy { $0 < 0x80 } ? bytes : reduce(0) { $0 + $1.displayWidth }
    }

    /// The text without what would move the cursor or colour the screen, on one line.
    package var printable: String {
        guard unicodeScalars.contains(where: \.isControl) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0.isControl ? " " : $0 }))
    }

    /// The text cut to some columns, with a mark where it was cut.
    package func truncated(to width: Int) -> String {
        guard displayWidth > width else { return self }
        guard width > 0 else { return "" }
        var kept = ""
        var used = 1
        for character in self {
            used += character.displayWidth
            guard used <= width else { break }
            kept.append(character)
        }
        return kept + "…"
    }

    /// The text with blanks behind it, or before it, up to some columns.
    package func padded(to width: Int, right: Bool = false) -> String {
        let blanks = String(repeating: " ", count: Swift.max(0, width - displayWidth))
        return right ? blanks + self : self + blanks
    }
}

extension Unicode.Scalar {
    /// C0, C1, and what changes the direction of the text around it.
    package var isControl: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0x2028, 0x2029: true
        default: false
        }
    }
}

extension Character {
    /// Unicode's East Asian Width (UAX #11) of its first scalar, and two for what is drawn as an emoji.
    fileprivate var displayWidth: Int {
        guard let first = unicodeScalars.first, first.value >= 0x300 else { return 1 }
        if first.properties.isEmojiPresentation || unicodeScalars.contains("\u{FE0F}") { return 2 }
        if first.isWide { return 2 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return 1
        }
    }
}
