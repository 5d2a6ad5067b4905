/// Decides which of the candidates are headings, and which of those start chapters.
struct HeadingSelector {
    /// What became of a candidate.
    enum Role {
        case chapter(level: Int)
        case subheading
    }

    private let candidates: [HeadingCandidate]
    private let paragraphs: [Paragraph]
    private let source: SourceBytes
    private let lines: [Line]

    init(_ candidates: [HeadingCandidate], paragraphs: [Paragraph], source: SourceBytes, lines: [Line]) {
        self.candidates = candidates
        self.paragraphs = paragraphs
        self.source = source
        self.lines = lines
    }

    /// The role of each heading, by the index of its paragraph.
    ///
    /// Worded headings (`Chapter 3`) stand for themselves. Numerals count only in sequence from 1, and start chapters only in a
    /// book that has no worded or titled ones; lines in capitals only where there is nothing else.
    func roles() -> [Int: (candidate: HeadingCandidate, role: Role)] {
        let titled = sequences { if case .titledNumeral = $0 { true } else { false } }
        let bare = sequences { if case .numeral = $0 { true } else { false } }
        let capitals = candidates.filter { $0.form == .capitals }
        let hasChapters = candidates.contains { if case .chapter = $0.form { true } else { false } } || !titled.isEmpty
        let marked = candidates.contains { if case .marked = $0.form { true } else { false } }
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
                    bare.contains(candidate.paragraph) ? (hasChapters ? .subheading : .chapter(level: 3)) : nil
                case .capitals:
                    hasChapters || marked || !bare.isEmpty || capitals.count < 2 || !leadsText(candidate)
                        ? nil : .chapter(level: 3)
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

    /// Whether running text follows, and not one more line in capitals.
    private func leadsText(_ candidate: HeadingCandidate) -> Bool {
        let next = candidate.paragraph + 1
        guard next < paragraphs.count else { return false }
        let length = paragraphs[next].lines.reduce(0) { $0 + lines[$1].range.count }
        return length >= 80
    }
}
