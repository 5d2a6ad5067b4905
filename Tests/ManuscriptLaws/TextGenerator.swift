/// Makes texts out of the pieces that parsers stumble over; the same seed makes the same texts.
package struct TextGenerator {
    private var random: SeededRandom

    package init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    /// A text of up to some 40 pieces, seldom a far longer one.
    package mutating func text() -> String {
        let count = random.oneIn(500) ? 400 + random.next(3_000) : random.oneIn(20) ? 300 : 40
        let body =
            switch random.next(8) {
            case 0: repetition(count)
            case 1: book(count)
            case 2: document(count)
            case 3: token(count)
            default: soup(count)
            }
        return random.oneIn(4) ? body.replacing("\n", with: random.pick(TextPieces.lineEnds)) : body
    }

    /// A word without spaces, of letters that combine in many ways.
    package mutating func word(lengths: ClosedRange<Int>) -> String {
        (0..<lengths.lowerBound + random.next(lengths.count)).map { _ in random.pick(TextPieces.letters) }.joined()
    }

    /// A paragraph on one line, as people write them, with the marks that are normalised.
    package mutating func prose() -> String {
        (0...random.next(60)).map { _ in random.pick(TextPieces.prose) }.joined(separator: " ")
    }

    /// Anything after anything.
    private mutating func soup(_ count: Int) -> String {
        (0...random.next(count)).map { _ in piece() }.joined()
    }

    /// A few pieces over and over.
    private mutating func repetition(_ count: Int) -> String {
        let unit = (0...random.next(3)).map { _ in piece() }.joined()
        return piece() + String(repeating: unit, count: 1 + random.next(count)) + piece()
    }

    /// Frame, title page, contents and chapters, some of them spoilt.
    private mutating func book(_ count: Int) -> String {
        var parts = random.oneIn(2) ? [random.pick(TextPieces.frames)] : []
        parts += [random.pick(TextPieces.tops)] + (0...random.next(4)).flatMap { _ in chapter(count / 6) }
        return (parts + (random.oneIn(2) ? [random.pick(TextPieces.ends)] : [])).joined()
    }

    private mutating func chapter(_ count: Int) -> [String] {
        let heading = random.oneIn(5) ? piece() : random.pick(TextPieces.headings)
        return [heading] + (0...random.next(max(count, 2))).map { _ in paragraph() }
    }

    private mutating func paragraph() -> String {
        let words = (0...random.next(24)).map { _ in random.oneIn(9) ? piece() : random.pick(TextPieces.prose) }
        return words.joined(separator: random.pick([" ", " ", "\n"])) + random.pick(["\n\n", "\n    ", "\n", "\n\n\n"])
    }

    /// Markdown, some of it spoilt.
    private mutating func document(_ count: Int) -> String {
        (0...random.next(count)).map { _ in
            random.oneIn(6) ? piece() : random.oneIn(3) ? paragraph() : random.pick(TextPieces.markdown)
        }
        .joined()
    }

    /// A word far longer than a segment, among others.
    private mutating func token(_ count: Int) -> String {
        let unit = random.oneIn(2) ? random.pick(TextPieces.scripts) : word(lengths: 1...3)
        return soup(6) + String(repeating: unit, count: 1 + random.next(count * 4)) + soup(6)
    }

    /// One of the things that texts of this generator are made of.
    package mutating func piece() -> String {
        switch random.next(5) {
        case 0: random.pick(TextPieces.words) + " "
        case 1: random.pick(TextPieces.words)
        case 2: random.pick(TextPieces.marks)
        case 3: random.oneIn(4) ? scalar() : random.pick(TextPieces.scripts)
        default: random.pick(TextPieces.lines)
        }
    }

    /// Any scalar of the first planes.
    private mutating func scalar() -> String {
        Unicode.Scalar(UInt32(random.next(random.pick([0x80, 0x3000, 0x1_1000, 0x11_0000])))).map(String.init) ?? ""
    }
}
