internal import CICU

/// What speaks for one encoding or another: how sure ICU is, and how the text looks that would come of it.
///
/// The limits were found with 50,000 excerpts of 12 to 9,000 characters in 16 languages of Windows-1252, of which only
/// alphabets in full were taken for something else, and with texts in the other encodings.
struct EncodingEvidence {
    /// Lines with characters beyond ASCII.
    private let sample: [UInt8]
    private let beyondASCII: Int
    /// Whether there are bytes that are typographic marks in the encodings of Windows, and nothing in those of ISO.
    private let hasMarks: Bool
    /// From 0 to 100.
    private let confidence: [LegacyEncoding: Int]

    init(_ bytes: [UInt8]) {
        let sample = Self.sample(of: bytes)
        let hasMarks = bytes.contains { (0x80...0x9F).contains($0) }
        // Greek has a capital alpha with an accent there in ISO-8859-7, and a sign that no book has in Windows-1253.
        let hasAlpha = bytes.contains(0xB6)
        self.sample = sample
        self.hasMarks = hasMarks
        beyondASCII = sample.count { $0 >= 0x80 }
        confidence = Dictionary(
            Self.guesses(of: sample).compactMap { guess -> (LegacyEncoding, Int)? in
                guard let encoding = Self.names[guess.name] else { return nil }
                return switch encoding {
                case .windows1250 where !hasMarks: (.latin2, guess.confidence)
                case .windows1253 where !hasMarks && hasAlpha: (.greek, guess.confidence)
                default: (encoding, guess.confidence)
                }
            },
            uniquingKeysWith: max
        )
    }

    /// The encodings that can be believed beside Windows-1252, the likeliest first.
    func believed() -> [LegacyEncoding] {
        // A few accents tell nothing.
        guard beyondASCII >= Self.leastLetters else { return [] }
        // The sort keeps the order of equals.
        let guessed = LegacyEncoding.allCases.filter { confidence[$0] != nil }
            .sorted { certainty(of: $0) > certainty(of: $1) }
        return guessed.filter { LetterTally(text(in: $0)).areOwn(of: $0) } + latin()
    }

    /// Encodings of the Latin alphabet, which ICU tells apart by language.
    private func latin() -> [LegacyEncoding] {
        let central: LegacyEncoding = hasMarks ? .windows1250 : .latin2
        let westernText = text(in: .windows1252)
        let western = LetterTally(westernText)
        let pairs: [(LegacyEncoding, LegacyEncoding)] = [(central, .windows1254), (.windows1254, central)]
        return pairs.compactMap { encoding, other -> LegacyEncoding? in
            let text = self.text(in: encoding)
            guard text != westernText else { return nil }
            let misplaced = LetterTally(text).misplaced
            let lead = certainty(of: encoding) - max(certainty(of: .windows1252), certainty(of: other))
            let isClear = beyondASCII >= 100 ? lead >= 2 : beyondASCII >= 20 && lead >= 6
            // “Za¿ó³æ” is no word in any language.
            let isMended =
                western.misplaced >= 3 && western.misplaced * 10 >= western.beyondASCII
                && misplaced * 4 <= western.misplaced
            return isMended || (isClear && misplaced <= western.misplaced) ? encoding : nil
        }
    }

    private func certainty(of encoding: LegacyEncoding) -> Int { confidence[encoding] ?? 0 }

    private func text(in encoding: LegacyEncoding) -> String {
        ConvertedText(sample[...], encoding: encoding.table).text
    }

    /// Fewer letters in words of a script are no evidence of it.
    fileprivate static let leastLetters = 6

    /// The first lines with characters beyond ASCII, as much as ICU looks at: a book may begin in plain English.
    private static func sample(of bytes: [UInt8]) -> [UInt8] {
        var sample: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty, sample.count < 8_192 {
            let line = rest.prefix { $0 != 0x0A && $0 != 0x0D }
            rest = rest.dropFirst(line.count + 1)
            if line.contains(where: { $0 >= 0x80 }) {
                sample += line.prefix(8_192 - sample.count)
                sample.append(0x0A)
            }
        }
        return sample
    }

    private static func guesses(of bytes: [UInt8]) -> [(name: String, confidence: Int)] {
        bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress, let guesses = cicu_guesses_open(base, Int32(bytes.count)) else {
                return []
            }
            defer { cicu_guesses_close(guesses) }
            return (0..<cicu_guesses_count(guesses)).map { index in
                (String(cString: cicu_guess_name(guesses, index)), Int(cicu_guess_confidence(guesses, index)))
            }
        }
    }

    /// By ICU's names; it knows others for computers without ASCII, and those of Unicode.
    private static let names: [String: LegacyEncoding] = [
        "ISO-8859-1": .windows1252, "ISO-8859-2": .windows1250, "ISO-8859-5": .cyrillic, "ISO-8859-6": .arabic,
        "ISO-8859-7": .windows1253, "ISO-8859-8": .windows1255, "ISO-8859-8-I": .windows1255,
        "ISO-8859-9": .windows1254, "windows-1250": .windows1250, "windows-1251": .windows1251,
        "windows-1252": .windows1252, "windows-1253": .windows1253, "windows-1254": .windows1254,
        "windows-1255": .windows1255, "windows-1256": .windows1256, "KOI8-R": .koi8, "EUC-JP": .eucJP,
        "Shift_JIS": .shiftJIS, "EUC-KR": .eucKR, "Big5": .big5, "GB18030": .gb18030,
    ]
}

/// Counts the letters beyond ASCII of a text, and what stands where no text has it.
private struct LetterTally {
    private(set) var beyondASCII = 0
    /// Signs inside words, capitals behind small letters, and what is no character.
    private(set) var misplaced = 0
    private var invalid = 0
    private var letters = 0
    /// Letters that stand beside others, but beside none of ASCII, as accented ones mostly do; by script.
    private var inWords: [UInt32: Int] = [:]

    init(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() where !scalar.isASCII {
            let before = index > 0 ? scalars[index - 1] : " "
            let after = index + 1 < scalars.count ? scalars[index + 1] : " "
            add(scalar, between: before, and: after)
        }
    }

    private mutating func add(_ scalar: Unicode.Scalar, between before: Unicode.Scalar, and after: Unicode.Scalar) {
        beyondASCII += 1
        let category = scalar.properties.generalCategory
        switch category {
        case .control, .unassigned, .privateUse:
            misplaced += 1
            invalid += 1
        case _ where scalar == "\u{FFFD}":
            misplaced += 1
            invalid += 1
        case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol, .otherNumber:
            misplaced += before.isWordPart && after.isWordPart ? 1 : 0
        case _ where Self.signs.contains(scalar):
            misplaced += before.isWordPart && after.isWordPart ? 1 : 0
        case _ where scalar.isWordPart && !scalar.isMark:
            letters += 1
            if category == .uppercaseLetter, before.properties.generalCategory == .lowercaseLetter {
                misplaced += 1
            }
            if before.isWordPart || after.isWordPart, !before.isASCIILetter, !after.isASCIILetter {
                inWords[Self.script(of: scalar).rawValue, default: 0] += 1
            }
        default:
            break
        }
    }

    /// Punctuation and ordinals that stand inside no word.
    private static let signs: Set<Unicode.Scalar> = ["§", "¶", "†", "‡", "‰", "ª", "º", "¿", "¡"]

    private static func script(of scalar: Unicode.Scalar) -> CICUScript {
        // Half-width syllables are what other encodings look like in Shift_JIS; no book is written in them.
        if cicu_width(scalar.value) == CICU_WIDTH_HALF {
            return CICU_SCRIPT_OTHER
        }
        let script = cicu_script(scalar.value)
        let isLongVowel = script == CICU_SCRIPT_COMMON && cicu_has_script(scalar.value, CICU_SCRIPT_KANA)
        return isLongVowel ? CICU_SCRIPT_KANA : script
    }

    /// Whether nearly all letters are in words of the script that goes with an encoding, one that is not Latin.
    func areOwn(of encoding: LegacyEncoding) -> Bool {
        guard misplaced * 10 <= beyondASCII, invalid * 50 <= beyondASCII, let own = own(of: encoding) else {
            return false
        }
        return own >= EncodingEvidence.leastLetters && own * 5 >= letters * 4
    }

    /// How many letters are in words of the encoding's script; nil where it is Latin, or the script is another's.
    private func own(of encoding: LegacyEncoding) -> Int? {
        let han = count(CICU_SCRIPT_HAN)
        let kana = count(CICU_SCRIPT_KANA)
        let hangul = count(CICU_SCRIPT_HANGUL)
        return switch encoding {
        case .windows1250, .windows1252, .windows1254, .latin2: nil
        case .windows1251, .cyrillic, .koi8: count(CICU_SCRIPT_CYRILLIC)
        case .windows1253, .greek: count(CICU_SCRIPT_GREEK)
        case .windows1255: count(CICU_SCRIPT_HEBREW)
        case .windows1256, .arabic: count(CICU_SCRIPT_ARABIC)
        case .eucJP, .shiftJIS: kana * 5 >= han + kana ? han + kana : nil
        case .eucKR: han * 5 <= han + hangul ? han + hangul : nil
        case .big5, .gb18030: kana * 20 <= han + kana ? han + kana : nil
        }
    }

    private func count(_ script: CICUScript) -> Int { inWords[script.rawValue] ?? 0 }
}
