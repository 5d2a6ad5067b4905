package import Core

/// What an alignment says of the words: which are missing, added, or other, and where all of them stand.
package struct WordDifferences: Sendable {
    /// From so many words in a row on that are all others, something else is said, and nothing misheard.
    private static let longestMishearing = 4

    package private(set) var missing: [String] = []
    package private(set) var added: [String] = []
    /// Words that are missing, added or other, as a share of the text's words.
    package private(set) var errorRate = 0.0
    /// The text and what was heard beside each other, in order, in bytes; neighbours of one relation stand together.
    ///
    /// Words that may be left out or added at no cost count as heard. A number is one word here, however many are spoken
    /// for it: where some of them are missing it is another.
    package private(set) var aligned: [AlignedWords] = []

    private let text: WordSequence
    private let heard: WordSequence
    private var errors = 0
    /// What the alignment says of each step.
    private var relations: [(relation: AlignedWords.Relation, text: Range<Int>, heard: Range<Int>)] = []

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
                relations.append((.heard, step.text, step.heard))
            } else {
                stretch.append(step)
            }
        }
        close(stretch)
        let words = text.isOptional.count { !$0 }
        errorRate = errors == 0 ? 0 : Double(errors) / Double(max(words, 1))
        var places = AlignedPlaces()
        for step in relations {
            places.add(step.relation, text: Self.place(of: step.text, in: text), Self.place(of: step.heard, in: heard))
        }
        aligned = places.united
    }

    /// Whether words may match only because they are short or alike.
    private func isChance(_ step: WordAlignment.Step) -> Bool {
        step.relation == .near || text.letters(step.text).count <= 3
    }

    /// Takes account of steps in a row in which nothing is heard that is in the text.
    private mutating func close(_ stretch: [WordAlignment.Step]) {
        let isElsewhere = stretch.count { $0.relation == .other } >= Self.longestMishearing
        for step in stretch {
            if step.isMatch {
                relations.append((.heard, step.text, step.heard))
                continue
            }
            let lost = step.text.filter { !text.isOptional[$0] }
            let gained = step.heard.filter { !heard.isOptional[$0] }
            errors += max(lost.count, gained.count)
            guard step.relation == nil || isElsewhere else {
                relations.append((lost.isEmpty && gained.isEmpty ? .heard : .other, step.text, step.heard))
                continue
            }
            missing += lost.map { text.words[$0].written }
            added += gained.map { heard.words[$0].written }
            let (nothingSaid, nothingHeard) = (step.text.upperBound, step.heard.lowerBound)
            relations.append((lost.isEmpty ? .heard : .missing, step.text, nothingHeard..<nothingHeard))
            relations.append((gained.isEmpty ? .heard : .added, nothingSaid..<nothingSaid, step.heard))
        }
    }

    private static func place(of words: Range<Int>, in sequence: WordSequence) -> Range<Int>? {
        guard let first = words.first, let last = words.last else { return nil }
        let start = sequence.words[first].place.lowerBound
        return start..<max(start, sequence.words[last].place.upperBound)
    }
}

/// Lays steps of an alignment over the bytes of both texts, one after the other.
private struct AlignedPlaces {
    private var steps: [AlignedWords] = []

    /// Adds a step; where it shares a word with steps before it, such as one number, they become one.
    mutating func add(_ relation: AlignedWords.Relation, text: Range<Int>?, _ heard: Range<Int>?) {
        guard text != nil || heard != nil else { return }
        var (relation, text, heard) = (relation, text, heard)
        while let last = steps.last, overlaps(text, last.text) || overlaps(heard, last.heard) {
            steps.removeLast()
            text = Self.union(last.text, text)
            heard = Self.union(last.heard, heard)
            if relation != last.relation {
                relation = text == nil ? .added : heard == nil ? .missing : .other
            }
        }
        let ends = (steps.last?.text.upperBound ?? 0, steps.last?.heard.upperBound ?? 0)
        steps.append(AlignedWords(relation, text: text ?? ends.0..<ends.0, heard: heard ?? ends.1..<ends.1))
    }

    private func overlaps(_ range: Range<Int>?, _ last: Range<Int>) -> Bool {
        range.map { $0.lowerBound < last.upperBound } ?? false
    }

    private static func union(_ first: Range<Int>, _ second: Range<Int>?) -> Range<Int>? {
        guard let second else { return first.isEmpty ? nil : first }
        guard !first.isEmpty else { return second }
        return min(first.lowerBound, second.lowerBound)..<max(first.upperBound, second.upperBound)
    }

    /// The steps with neighbours of one relation put together.
    ///
    /// Where something else is said, what is missing and what is said in its place take turns word by word: all that is
    /// missing stands before all that is added.
    var united: [AlignedWords] {
        var result: [AlignedWords] = []
        for step in steps {
            let last = result.count - 1
            if last >= 0, result[last].relation == step.relation {
                result[last].text = result[last].text.lowerBound..<step.text.upperBound
                result[last].heard = result[last].heard.lowerBound..<step.heard.upperBound
            } else if last > 0, step.relation == .missing, result[last].relation == .added,
                result[last - 1].relation == .missing
            {
                let end = step.text.upperBound
                result[last - 1].text = result[last - 1].text.lowerBound..<end
                result[last].text = end..<end
            } else {
                result.append(step)
            }
        }
        return result
    }
}
