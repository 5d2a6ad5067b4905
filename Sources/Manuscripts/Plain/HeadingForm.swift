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
