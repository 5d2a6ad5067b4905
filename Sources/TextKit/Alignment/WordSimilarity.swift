/// What it costs to take some words for others.
package struct WordSimilarity: Sendable {
    /// How two runs of words stand to each other.
    package enum Relation: UInt8, Sendable {
        case same
        /// Alike, or sounding alike; no error.
        case near
        case other
    }

    package struct Match: Sendable {
        package var cost: Float
        package var relation: Relation
    }

    /// Longer words are compared only for being the same.
    private static let longest = 64

    private let text: WordSequence
    private let heard: WordSequence
    /// For each kind of word of the text, how it stands to each kind of heard word.
    private var singles: [Match] = []

    package init(_ text: WordSequence, _ heard: WordSequence) {
        self.text = text
        self.heard = heard
        var distance = EditDistance()
        singles.reserveCapacity(text.firsts.count * heard.firsts.count)
        for first in text.firsts {
            let run = text.run(1, before: first + 1)
            for second in heard.firsts {
                let other = heard.run(1, before: second + 1)
                let longer = max(run.length, other.length)
                let isFar =
                    run.leastDistance(to: other) > Self.limit(longer) && !run.isContraction && !other.isContraction
                if isFar, !run.isOpaqueNumber, !other.isOpaqueNumber {
                    singles.append(Self.other(run, other, distance: longer))
                } else {
                    singles.append(compared(first, second, &distance))
                }
            }
        }
    }

    /// One word for one word.
    package func single(_ position: Int, _ other: Int) -> Match {
        singles[text.kinds[position] * heard.firsts.count + heard.kinds[other]]
    }

    /// A run of words for a run of words, of which one has more than one; nil when they are not even nearly the same.
    package func joined(_ length: Int, before end: Int, _ otherLength: Int, before otherEnd: Int) -> Match? {
        let run = text.run(length, before: end)
        let other = heard.run(otherLength, before: otherEnd)
        guard run.mayStand(for: other) else { return nil }
        if run.isOpaqueNumber || other.isOpaqueNumber {
            return Match(cost: 0.3 * Float(length + otherLength - 1), relation: .near)
        }
        let limit = run.mostDistance(to: other)
        guard max(run.length, other.length) <= 2 * Self.longest else { return nil }
        let letters = text.letters(end - length..<end)
        let others = heard.letters(otherEnd - otherLength..<otherEnd)
        if run.isContraction && text.expansions[end - 1].contains(where: { $0[...] == others })
            || other.isContraction && heard.expansions[otherEnd - 1].contains(where: { $0[...] == letters })
        {
            return Match(cost: 0.1, relation: .near)
        }
        var edits = EditDistance()
        let distance = edits.between(letters, others, limit: limit)
        guard distance <= limit else {
            return run.soundsLike(other) ? Match(cost: 0.9, relation: .near) : nil
        }
        return distance == 0
            ? Match(cost: 0.05, relation: .same) : Match(cost: 0.3 + 0.4 * Float(distance), relation: .near)
    }

    private func compared(_ position: Int, _ other: Int, _ edits: inout EditDistance) -> Match {
        let run = text.run(1, before: position + 1)
        let otherRun = heard.run(1, before: other + 1)
        if run.isOpaqueNumber || otherRun.isOpaqueNumber {
            return Match(cost: 0.3, relation: .near)
        }
        let first = text.letters(position..<position + 1)
        let second = heard.letters(other..<other + 1)
        if first == second {
            return Match(cost: 0, relation: .same)
        }
        if text.expansions[position].contains(where: { $0[...] == second })
            || heard.expansions[other].contains(where: { $0[...] == first })
        {
            return Match(cost: 0.1, relation: .near)
        }
        let longer = max(first.count, second.count)
        guard longer <= Self.longest else { return Match(cost: 1.9, relation: .other) }
        let distance = min(longer, edits.between(first, second, limit: Self.limit(longer)))
        let share = Float(distance) / Float(longer)
        if let cost = nearness(share, text.sounds[position], heard.sounds[other], &edits) {
            return Match(cost: cost, relation: .near)
        }
        return Self.other(run, otherRun, distance: distance)
    }

    /// The cost of words that are nearly written alike, or nearly sound alike; nil for other words.
    private func nearness(
        _ share: Float,
        _ sound: [UInt32],
        _ other: [UInt32],
        _ edits: inout EditDistance
    ) -> Float? {
        if share <= 0.34 || share <= 0.67 && sound.count > 1 && sound == other {
            return 0.2 + 0.3 * share
        }
        let longer = max(sound.count, other.count)
        guard longer > 2, share <= (longer > 3 ? 0.67 : 0.5), edits.between(sound[...], other[...], limit: 1) <= 1
        else { return nil }
        return 0.5 + 0.3 * share
    }

    /// Less than leaving out the one and adding the other, most of all where they are of one length.
    private static func other(_ run: WordRun, _ other: WordRun, distance: Int) -> Match {
        let share = Float(distance) / Float(max(run.length, other.length, 1))
        let difference = min(abs(run.length - other.length), 4)
        return Match(cost: 0.9 + 0.6 * share + 0.1 * Float(difference), relation: .other)
    }

    private static func limit(_ length: Int) -> Int { length * 2 / 3 }
}
