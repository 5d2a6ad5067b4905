/// Cuts a text into the words, numbers and signs that are spoken.
package struct WordScanner {
    private let isEnglish: Bool

    /// - Parameter isEnglish: Whether numbers, abbreviations and signs are read as English.
    package init(isEnglish: Bool) {
        self.isEnglish = isEnglish
    }

    /// What is spoken of a text, in order.
    package func items(of text: String) -> [SpokenItem] {
        let tokens = text.split(whereSeparator: Self.isSpace).flatMap { chunk in
            self.tokens(of: chunk, at: text.utf8.distance(from: text.startIndex, to: chunk.startIndex))
        }
        return isEnglish ? EnglishReader.items(of: tokens) : tokens.compactMap(plainItem)
    }

    /// A dash between words separates them as a space does.
    private static func isSpace(_ character: Character) -> Bool {
        if let byte = character.asciiValue {
            return byte == 0x20 || (0x09...0x0D).contains(byte)
        }
        return character.isWhitespace || character == "—" || character == "–"
    }

    private func plainItem(_ token: WrittenToken) -> SpokenItem? {
        switch token.kind {
        case .word: SpokenItem(word: token.text.lowercased(), written: token.written, at: token.place)
        case .number: SpokenItem(token.written, readings: [[token.text]], at: token.place, isOpaqueNumber: true)
        case .sign: nil
        }
    }

    private func tokens(of chunk: Substring, at start: Int) -> [WrittenToken] {
        let folded = FoldedText(chunk, at: start)
        let scalars = folded.scalars
        var tokens: [WrittenToken] = []
        var position = 0
        while position < scalars.count {
            let scalar = scalars[position]
            if scalar.isASCIIDigit {
                tokens.append(number(in: folded, at: &position))
            } else if scalar.isWordPart, !scalar.isWordOfItsOwn {
                tokens.append(word(in: folded, at: &position))
            } else {
                let start = position
                position += 1
                guard let kind = kind(ofSingle: scalar) else { continue }
                // Marks belong to the character that they stand on.
                while kind == .word, position < scalars.count, scalars[position].isMark { position += 1 }
                let text = String(String.UnicodeScalarView(scalars[start..<position]))
                let place = folded.place(of: start..<position)
                tokens.append(WrittenToken(kind: kind, text: text, written: text, place: place))
            }
        }
        if tokens.count == 1, tokens[0].kind == .word {
            tokens[0].written = trimmed(chunk)
        }
        return tokens
    }

    /// What a scalar is that never joins others to a word; nil for what is not spoken.
    private func kind(ofSingle scalar: Unicode.Scalar) -> WrittenToken.Kind? {
        if scalar.isWordOfItsOwn { return .word }
        if scalar.properties.numericType != nil { return .number }
        return EnglishSigns.readings[scalar] != nil ? .sign : nil
    }

    private func word(in folded: FoldedText, at position: inout Int) -> WrittenToken {
        let scalars = folded.scalars
        let start = position
        var text = String.UnicodeScalarView()
        var isInitials = true
        var sinceStop = 0
        while position < scalars.count {
            let scalar = scalars[position]
            let next = position + 1 < scalars.count ? scalars[position + 1] : nil
            let goesOn = next.map { $0.isWordPart && !$0.isWordOfItsOwn } ?? false
            if scalar.isWordPart, !scalar.isWordOfItsOwn {
                text.append(scalar)
                sinceStop += 1
                isInitials = isInitials && sinceStop == 1
            } else if scalar == "'", goesOn {
                text.append(scalar)
                isInitials = false
            } else if scalar == ".", isInitials, goesOn {
                sinceStop = 0
            } else {
                break
            }
            position += 1
        }
        let place = folded.place(of: start..<position)
        var token = WrittenToken(kind: .word, text: String(text), written: String(text), place: place)
        token.endsWithStop = position < scalars.count && scalars[position] == "."
        return token
    }

    private func number(in folded: FoldedText, at position: inout Int) -> WrittenToken {
        let scalars = folded.scalars
        let start = position
        var text = String.UnicodeScalarView()
        while position < scalars.count {
            let scalar = scalars[position]
            let digits = scalars[(position + 1)...].prefix { $0.isASCIIDigit }.count
            if scalar.isASCIIDigit {
                text.append(scalar)
            } else if scalar == "," && digits == 3 || (scalar == "." || scalar == ":" || scalar == "/") && digits > 0 {
                text.append(scalar)
            } else {
                break
            }
            position += 1
        }
        let end = position
        var suffix = String.UnicodeScalarView()
        while position < scalars.count, scalars[position].isASCIILetter || scalars[position] == "'" {
            suffix.append(scalars[position])
            position += 1
        }
        let currency = start > 0 ? scalars[start - 1] : nil
        let isCurrency = currency.map { EnglishSigns.currencies[$0] != nil } ?? false
        var token = WrittenToken(
            kind: .number,
            text: String(text),
            written: String(text) + String(suffix),
            place: folded.place(of: (isCurrency ? start - 1 : start)..<position)
        )
        token.currency = isCurrency ? currency : nil
        token.suffix = String(suffix).replacing("'", with: "").lowercased()
        token.suffixStart = end < position ? folded.places[end].lowerBound : token.place.upperBound
        token.endsWithStop = position < scalars.count && scalars[position] == "."
        return token
    }

    private func trimmed(_ chunk: Substring) -> String {
        let isInner = { (character: Character) in character.unicodeScalars.contains { $0.isSpoken } }
        guard let first = chunk.firstIndex(where: isInner), let last = chunk.lastIndex(where: isInner) else {
            return String(chunk)
        }
        return String(chunk[first...last])
    }
}

/// A piece of a text as it is written, before it is read.
package struct WrittenToken: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case word
        /// Digits with what separates them, such as `1,204` or `7:45`.
        case number
        case sign
    }

    package var kind: Kind
    /// Without accents; of a word with its case and the apostrophes inside it.
    package var text: String
    /// As it stands in the text.
    package var written: String
    /// Where it stands in the text, in UTF-8 bytes, with the currency sign before it.
    package var place: Range<Int>
    /// Whether a full stop follows.
    package var endsWithStop = false
    /// The currency sign before a number.
    package var currency: Unicode.Scalar?
    /// The letters right behind a number, such as `th` or `km`.
    package var suffix = ""
    /// Where these letters begin in the text.
    package var suffixStart = 0
}
