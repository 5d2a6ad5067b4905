/// Decides which of the candidates are headings, and which of those start chapters.
struct HeadingSelector {
    /// What became of a candidate.
    enum Role {
        case chapter(level: Int)
        case subheading
    }

    private let candidates: [HeadingCandidate]
    /// The paragraphs of the numerals 1.
    private let firstNumerals: Set<Int>
    private let paragraphs: [Paragraph]
    private let source: SourceBytes
    private let lines: [Line]

    init(_ candidates: [HeadingCandidate], paragraphs: [Paragraph], source: SourceBytes, lines: [Line]) {
        self.candidates = candidates
        firstNumerals = Set(candidates.filter { $0.form.sequenceNumber == 1 }.map(\.paragraph))
        self.paragraphs = paragraphs
        self.source = source
        self.lines = lines
    }

    /// The role of each heading, by the index of its paragraph.
    ///
    /// Worded headings (`Chapter 3`) stand for themselves. Numerals count only in sequence from 1. Where there are no
    /// worded headings, titles set apart by empty lines start chapters, or bare numerals; the numerals are then parts
    /// of a story if they are fewer than the titles, or start again.
    func roles() -> [Int: (candidate: HeadingCandidate, role: Role)] {
        let titled = sequences { if case .titledNumeral = $0 { true } else { false } }
        let bare = sequences { if case .numeral = $0 { true } else { false } }
        let titles = candidates.filter { $0.form == .setApart && leadsText($0) }
        let restarts = candidates.count { bare.contains($0.paragraph) && $0.form == .numeral(1) } >= 2
        let hasChapters = candidates.contains { if case .chapter = $0.form { true } else { false } } || !titled.isEmpty
        let marked = candidates.contains { if case .marked = $0.form { true } else { false } }
        let hasTitles = !hasChapters && !marked && titles.count >= 2 && (titles.count >= bare.count || restarts)
        var result: [Int: (HeadingCandidate, Role)] = [:]
        for candidate in candidates {
            let role: Role? =
                switch candidate.form {
                case .division, .chapter, .named:
                    .chapter(level: candidate.form.level)
                case .marked(let level):
                    level <= 2 ? .chapter(level: level) : .subheading
                case .titledNumeral:
                    titled.contains(candidate.paragraph) ? .chapter(level: 2) : nil
                case .numeral:
                    bare.contains(candidate.paragraph)
                        ? (hasChapters || hasTitles ? .subheading : .chapter(level: 3)) : nil
                case .setApart:
                    hasTitles && leadsText(candidate) ? .chapter(level: 2) : nil
                }
            if let role {
                result[candidate.paragraph] = (candidate, role)
            }
        }
        return result
    }

    /// The paragraphs of those candidates of a form whose numbers run on from 1, at least to 2, with text between them.
    private func sequences(_ matches: (HeadingForm) -> Bool) -> Set<Int> {
        var accepted: Set<Int> = []
        var run: [Int] = []
        var last = 0
        func close() {
            if run.count >= 2 {
                accepted.formUnion(run)
            }
            run = []
        }
        for candidate in candidates where matches(candidate.form) && followsEnd(candidate) {
            guard let number = candidate.form.sequenceNumber else { continue }
            if number == 1 {
                close()
            } else if run.isEmpty || number != last + 1 || candidate.paragraph - (run.last ?? 0) < 2 {
                continue
            }
            run.append(candidate.paragraph)
            last = number
        }
        close()
        return accepted
    }

    /// Whether the paragraph before ended a sentence: a number in the middle of one is a page number.
    private func followsEnd(_ candidate: HeadingCandidate) -> Bool {
        guard candidate.paragraph > 0 else { return true }
        let before = paragraphs[candidate.paragraph - 1]
        let range = lines[before.lines.upperBound - 1].range
        return before.isSceneBreak || before.lines.count <= 2 && range.count < 60 || source.endsParagraph(range)
    }

    /// Whether running text follows, or a numeral, and not one more short line.
    private func leadsText(_ candidate: HeadingCandidate) -> Bool {
        let next = candidate.paragraph + 1
        guard next < paragraphs.count else { return false }
        if firstNumerals.contains(next) {
            return true
        }
        let length = paragraphs[next].lines.reduce(0) { $0 + lines[$1].range.count }
        return length >= 80
    }
}
