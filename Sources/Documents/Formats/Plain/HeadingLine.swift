/// One line read as a heading.
struct HeadingLine {
    let form: HeadingForm
    /// Whether a title follows the number on the same line.
    let hasTitle: Bool

    /// Nil when the line is no heading in any form that is recognised by its own words.
    init?(_ line: String) {
        let text = line.trimmingMarks()
        guard let first = text.first, text.utf8.count <= 320, text.count <= 160 else { return nil }
        if let marked = Self.marked(line) {
            self = marked
        } else if HeadingKeyword.mayOpen(text), first.isLetter || first.isNumber,
            let found = Self.keyword(text) ?? Self.named(text) ?? Self.numeral(text)
        {
            self = found
        } else {
            return nil
        }
    }

    private init(_ form: HeadingForm, hasTitle: Bool) {
        self.form = form
        self.hasTitle = hasTitle
    }

    /// Reads `# Title`.
    private static func marked(_ line: String) -> HeadingLine? {
        let level = line.prefix { $0 == "#" }.count
        guard (1...6).contains(level), line.dropFirst(level).first == " " else { return nil }
        return HeadingLine(.marked(level: level), hasTitle: true)
    }

    /// Reads `CHAPTER I: …`, `Part the Third` and `第三章 …`.
    private static func keyword(_ text: String) -> HeadingLine? {
        if let found = ideographic(text) {
            return found
        }
        var words = text.split(separator: " ", maxSplits: 4, omittingEmptySubsequences: true)[...]
        guard let first = words.popFirst(), first.first?.isUppercase == true,
            let keyword = HeadingKeyword(String(first).trimmingCharacters(".:").lowercased())
        else { return nil }
        if words.first?.lowercased() == "the" {
            words = words.dropFirst()
        }
        guard let (number, used, isClosed) = leadingNumber(words) else { return nil }
        let rest = words.dropFirst(used).joined(separator: " ")
        guard isTitle(rest, afterSeparator: isClosed) else { return nil }
        let form: HeadingForm =
            keyword.isDivision
            ? .division(keyword: keyword.name, number: number) : .chapter(keyword: keyword.name, number: number)
        return HeadingLine(form, hasTitle: !rest.isEmpty)
    }

    private static func leadingNumber(_ words: ArraySlice<Substring>) -> (value: Int, used: Int, isClosed: Bool)? {
        guard let first = words.first else { return nil }
        if let second = words.dropFirst().first, let value = number("\(first) \(second)") {
            return (value, 2, second.last.map(isSeparator) ?? false)
        }
        if let value = number(String(first)) {
            return (value, 1, first.last.map(isSeparator) ?? false)
        }
        // `CHAPTER I:DISCUSSION`, `Chapter 1—Loomings`
        guard let cut = first.firstIndex(where: isSeparator), let value = number(String(first[..<cut])) else {
            return nil
        }
        return (value, 1, true)
    }

    private static func number(_ word: String) -> Int? {
        HeadingNumber.value(of: word.trimmingCharacters(".:,;)]\u{2014}\u{2013}-_*"))
    }

    private static func isSeparator(_ character: Character) -> Bool {
        ".:)]\u{2014}\u{2013}-".contains(character)
    }

    /// Whether what follows the number can be a title rather than the rest of a sentence.
    private static func isTitle(_ rest: String, afterSeparator: Bool) -> Bool {
        guard let first = rest.first else { return true }
        if isSeparator(first) {
            return true
        }
        return afterSeparator
            ? !first.isLowercase || rest.count <= 60
            : !first.isLowercase && HeadingTitle.isTitleLike(rest)
    }

    /// Reads `第三章`.
    private static func ideographic(_ text: String) -> HeadingLine? {
        guard text.first == "第", text.count <= 60 else { return nil }
        let rest = text.dropFirst()
        let number = rest.prefix { $0.isNumber || "一二三四五六七八九十百千零〇两".contains($0) }
        guard let value = HeadingNumber.ideographicValue(of: number), let unit = rest.dropFirst(number.count).first
        else { return nil }
        let title = rest.dropFirst(number.count + 1)
        guard title.first.map({ " \u{3000}:：、.「".contains($0) }) ?? true else { return nil }
        if "部卷編编".contains(unit) {
            return HeadingLine(.division(keyword: String(unit), number: value), hasTitle: !title.isEmpty)
        }
        guard "章回節节話话幕".contains(unit) else { return nil }
        return HeadingLine(.chapter(keyword: String(unit), number: value), hasTitle: !title.isEmpty)
    }

    /// Reads `Prologue` and `Appendix A: …`.
    private static func named(_ text: String) -> HeadingLine? {
        guard text.first?.isUppercase == true else { return nil }
        let whole = text.trimmingCharacters(".:").lowercased()
        if HeadingKeyword.names.contains(whole) {
            return HeadingLine(.named(whole), hasTitle: false)
        }
        guard let cut = text.firstIndex(where: { ".:\u{2014}\u{2013} ".contains($0) }) else { return nil }
        let name = text[..<cut].lowercased()
        let rest = text[cut...].drop { ".:\u{2014}\u{2013} -".contains($0) }
        guard HeadingKeyword.names.contains(name), HeadingKeyword.titledNames.contains(name) else { return nil }
        let isSeparated =
            text[cut] != " " || text[cut...].dropFirst().first.map { "\u{2014}\u{2013}-".contains($0) } == true
        guard isSeparated || rest.count == 1 || HeadingNumber.value(of: rest) != nil || text == text.uppercased()
        else { return nil }
        return HeadingTitle.isTitleLike(String(rest)) ? HeadingLine(.named(text.lowercased()), hasTitle: true) : nil
    }

    /// Reads `IV.`, `4` and `I. A SCANDAL IN BOHEMIA`.
    private static func numeral(_ text: String) -> HeadingLine? {
        let number = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }
        guard let value = Int(number) ?? HeadingNumber.romanValue(of: number), value < 1_000,
            number.first?.isNumber == true || number == number.uppercased()
        else { return nil }
        let rest = text.dropFirst(number.count)
        let title = rest.drop { ".:)\u{2014}\u{2013}- ".contains($0) }
        if title.isEmpty {
            return rest.count <= 2 ? HeadingLine(.numeral(value), hasTitle: false) : nil
        }
        guard rest.first.map(isSeparator) == true, title.count <= 90, HeadingTitle.isTitleLike(String(title)) else {
            return nil
        }
        return HeadingLine(.titledNumeral(value), hasTitle: true)
    }
}

/// The form in which a heading of a plain text is written.
enum HeadingForm: Hashable {
    /// `BOOK II`, `Part Three`: parts that hold chapters.
    case division(keyword: String, number: Int)
    /// `CHAPTER I`, `Letter 4`.
    case chapter(keyword: String, number: Int)
    /// `Prologue`, `Appendix A`.
    case named(String)
    /// `# Title`, or a title with a row of `=` or `-` under it.
    case marked(level: Int)
    /// `I. A SCANDAL IN BOHEMIA`
    case titledNumeral(Int)
    /// `IV.`
    case numeral(Int)
    /// `THE SPECKLED BAND`, `A Case of Identity`: told by the empty lines above it.
    case setApart

    /// How deep such a heading lies; 1 is the highest.
    var level: Int {
        switch self {
        case .division: 1
        case .marked(let level): level
        case .chapter, .named, .titledNumeral: 2
        case .numeral, .setApart: 3
        }
    }

    /// Whether words of its own make it a heading, or a number with a title.
    var isWorded: Bool {
        switch self {
        case .division, .chapter, .named, .titledNumeral: true
        case .marked, .numeral, .setApart: false
        }
    }

    /// The number of the forms that count only in sequence.
    var sequenceNumber: Int? {
        switch self {
        case .titledNumeral(let number), .numeral(let number): number
        default: nil
        }
    }

    /// The number of a heading that counts chapters, in whatever form.
    var chapterNumber: Int? {
        switch self {
        case .chapter(_, let number), .titledNumeral(let number), .numeral(let number): number
        default: nil
        }
    }

    /// What identifies such a heading wherever it is repeated, or nil when only its full text does.
    var identity: String? {
        switch self {
        case .division(let keyword, let number), .chapter(let keyword, let number): "\(keyword)#\(number)"
        case .named(let name): name
        default: nil
        }
    }
}
