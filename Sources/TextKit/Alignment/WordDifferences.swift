/// What an alignment says of the words: which are missing, added, or other.
package struct WordDifferences: Sendable {
    /// From so many words in a row on that are all others, something else is said, and nothing misheard.
    private static let longestMishearing = 4

    package private(set) var missing: [String] = []
    package private(set) var added: [String] = []
    /// Words that are missing, added or other, as a share of the text's words.
    package private(set) var errorRate = 0.0

    private let text: WordSequence
    private let heard: WordSequence
    private var errors = 0

    package init(_ alignment: WordAlignment) {
        text = alignment.text
        heard = alignment.heard
        var stretch: [WordAlignment.Step] = []
        for (position, step) in alignment.steps.enumerated() {
            let next = position + 1 < alignment.steps.count ? alignment.steps[position + 1] : nil
            let isAlone = stretch.last.map { !$0.isMatch } ?? false && next.map { !$0.isMatch } ?? false
            if step.isMatch && !(isAlone && isChance(step)) {
                close(stretch)
                stretch = []
            } else {
                stretch.append(step)
            }
        }
        close(stretch)
        let words = text.isOptional.count { !$0 }
        errorRate = errors == 0 ? 0 : Double(errors) / Double(max(words, 1))
    }

    /// Whether words may match only because they are short or alike.
    private func isChance(_ step: WordAlignment.Step) -> Bool {
        step.relation == .near || text.letters(step.text).count <= 3
    }

    /// Takes account of steps in a row in which nothing is heard that is in the text.
    private mutating func close(_ stretch: [WordAlignment.Step]) {
        let isElsewhere = stretch.count { $0.relation == .other } >= Self.longestMishearing
        for step in stretch where !step.isMatch {
            let lost = step.text.filter { !text.isOptional[$0] }
            let gained = step.heard.filter { !heard.isOptional[$0] }
            if step.relation == nil || isElsewhere {
                missing += lost.map { text.words[$0].written }
                added += gained.map { heard.words[$0].written }
            }
            errors += max(lost.count, gained.count)
        }
    }
}
