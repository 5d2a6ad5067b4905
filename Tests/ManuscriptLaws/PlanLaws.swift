internal import Core
internal import Documents
internal import Manuscripts
internal import TextKit

/// Looks at where segments, omissions and diagnostics lie in the source.
struct RangeLaws {
    let book: Book

    func breaches() -> [Breach] {
        let bytes = Array(book.text.utf8)
        return misplaced(book.segments.map(\.range), "segment", in: bytes)
            + misplaced(book.manuscript.omissions.map(\.range), "omission", in: bytes)
            + diagnostics(bytes)
    }

    private func misplaced(_ ranges: [SourceRange], _ kind: String, in bytes: [UInt8]) -> [Breach] {
        var end = 0
        return ranges.compactMap { range in
            defer { end = range.end }
            let isInside = range.start >= end && range.length > 0 && range.end <= bytes.count
            let isBetweenScalars = isInside && [range.start, range.end].allSatisfy { isStart($0, in: bytes) }
            return isBetweenScalars ? nil : Breach(.ranges, "\(kind) at \(range.start)..<\(range.end) after \(end)")
        }
    }

    private func isStart(_ offset: Int, in bytes: [UInt8]) -> Bool {
        offset == bytes.count || bytes[offset] & 0xC0 != 0x80
    }

    private func diagnostics(_ bytes: [UInt8]) -> [Breach] {
        let diagnostics = book.manuscript.diagnostics
        // Every end of a line has a byte, so there are no more lines than that.
        let wrong = diagnostics.filter { $0.line.map { !(1...bytes.count + 1).contains($0) } ?? false }
        let reported = diagnostics.map(\.code).filter { $0.hasPrefix("text.omitted.") }.sorted()
        let reasons = Set(book.manuscript.omissions.map { "text.omitted.\($0.reason.rawValue)" }).sorted()
        return wrong.map { Breach(.diagnostics, "no such line: \($0)") }
            + (reported == reasons ? [] : [Breach(.diagnostics, "\(reported) instead of \(reasons)")])
    }
}

/// Looks at each segment by itself.
struct SegmentLaws {
    let book: Book
    let maxCharacters: Int

    func breaches() -> [Breach] {
        book.texts.flatMap(check) + endings()
    }

    private func check(_ text: String) -> [Breach] {
        var breaches: [Breach] = []
        var last: Unicode.Scalar = " "
        var length = 0
        for scalar in text.unicodeScalars {
            if !scalar.isFitForSpeech {
                breaches.append(Breach(.texts, "U+\(String(scalar.value, radix: 16)) in “\(text)”"))
            }
            if scalar == " ", last == " " {
                breaches.append(Breach(.texts, "loose white space in “\(text)”"))
            }
            last = scalar
            length += scalar.speechLength
        }
        if last == " " {
            breaches.append(Breach(.texts, "“\(text)” is empty or ends in white space"))
        }
        if length > maxCharacters {
            breaches.append(Breach(.lengths, "\(length) in “\(text)”"))
        }
        return breaches
    }

    private func endings() -> [Breach] {
        book.chapters.filter { $0.segments.last?.boundary != .chapter }
            .map { Breach(.paragraphs, "chapter “\($0.title ?? "")” does not end") }
    }
}

/// Lays the segments over the paragraphs that they were cut from.
struct ParagraphLaws {
    let book: Book
    let maxCharacters: Int

    func breaches() -> [Breach] {
        var segments = book.texts[...]
        for block in book.manuscript.chapters.lazy.flatMap(\.blocks) {
            if let breach = check(book.manuscript.text(of: block), &segments) {
                return [breach]
            }
        }
        return segments.isEmpty ? [] : [Breach(.paragraphs, "“\(segments.first ?? "")” is in no paragraph")]
    }

    /// Takes the segments of one paragraph from the front of all.
    private func check(_ paragraph: String, _ segments: inout ArraySlice<String>) -> Breach? {
        let text = Array(paragraph.utf8)
        var end = 0
        var previous = ""
        while let segment = segments.first, let start = place(of: Array(segment.utf8), in: text, from: end) {
            let isCut = start > 0 && start == end
            if isCut, let parted = partedCharacter(previous, segment) {
                return Breach(.characters, "“\(parted)” was cut before “\(segment)”")
            }
            end = start + segment.utf8.count
            segments = segments.dropFirst()
            previous = segment
        }
        let rest = String(decoding: text[end...], as: UTF8.self)
        guard rest.unicodeScalars.contains(where: \.isSpeakable) else { return nil }
        return Breach(.paragraphs, "“\(rest)” of “\(paragraph)” is not in “\(segments.first ?? "")”")
    }

    /// Where a segment starts, with nothing speakable left behind.
    private func place(of segment: [UInt8], in text: [UInt8], from start: Int) -> Int? {
        var place = start
        while place + segment.count <= text.count {
            if text[place...].starts(with: segment) {
                return place
            }
            let scalar = String(decoding: text[place...].prefix(4), as: UTF8.self).unicodeScalars.first
            guard let scalar, !scalar.isSpeakable else { return nil }
            place += UTF8.width(scalar)
        }
        return nil
    }

    /// The character that a cut went through, unless it takes more than half a segment: longer ones have to be cut.
    private func partedCharacter(_ left: String, _ right: String) -> String? {
        guard let last = left.indices.last else { return nil }
        let whole = String(left[last...] + right.prefix(1)).prefix(1)
        let length = whole.unicodeScalars.reduce(0) { $0 + $1.speechLength }
        return whole.utf8.count > left[last...].utf8.count && length <= maxCharacters / 2 ? String(whole) : nil
    }
}

/// Looks at titles, names and tags.
struct MetadataLaws {
    let book: Book

    func breaches() -> [Breach] {
        let manuscript = book.manuscript
        let lines = [manuscript.title, manuscript.author] + book.titles
        return lines.compactMap { $0 }.flatMap(check) + (manuscript.language.map(checkTag) ?? [])
    }

    private func check(_ line: String) -> [Breach] {
        let scalars = line.unicodeScalars
        let isTidy = !line.hasPrefix(" ") && !line.hasSuffix(" ") && scalars.allSatisfy(\.isFitForSpeech)
        guard isTidy, !scalars.isEmpty, scalars.count <= TitleLine.longest else {
            return [Breach(.metadata, "title “\(line)”")]
        }
        return []
    }

    private func checkTag(_ tag: String) -> [Breach] {
        let isTag =
            tag.utf8.count <= 26 && tag.unicodeScalars.allSatisfy { $0.isASCII && ($0.isSpeakable || $0 == "-") }
        return isTag ? [] : [Breach(.metadata, "language “\(tag)”")]
    }
}

extension Unicode.Scalar {
    /// Whether a speech engine can be given this: letters, marks, punctuation, symbols and plain spaces.
    ///
    /// Written without a look at the code it judges.
    var isFitForSpeech: Bool {
        switch properties.generalCategory {
        case .control, .privateUse, .surrogate, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: self == " "
        // Joiners, and the signs that stand before Arabic, Syriac and Kaithi numbers.
        case .format: self == "\u{200C}" || self == "\u{200D}" || Self.numberSigns.contains(value)
        default: !properties.isNoncharacterCodePoint && self != "\u{FFFD}" && self != "\u{FFFC}"
        }
    }

    private static let numberSigns: Set<UInt32> = [
        0x600, 0x601, 0x602, 0x603, 0x604, 0x605, 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD,
    ]

    /// What a limit of segments counts for this: three for Chinese, Japanese and Korean.
    var speechLength: Int { isSyllableLong ? 3 : 1 }
}
