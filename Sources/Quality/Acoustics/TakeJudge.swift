package import Core

/// Tells what is wrong with a take, from its measures and its text.
package struct TakeJudge: Sendable {
    private let limits: TakeLimits

    package init(limits: TakeLimits = TakeLimits()) {
        self.limits = limits
    }

    /// Seconds of speech that has a pause as a rule.
    private static let tellingSpeech = 4.0

    /// What is wrong, the worst first.
    ///
    /// - Parameter measures: What was measured, with what is usual for the voice where that is known.
    /// - Returns: One finding of each kind that passes a limit of it.
    package func findings(_ measures: TakeMeasures) -> [TakeFinding] {
        var findings = levels(measures) + silences(measures)
        if let expected = measures.expectedSeconds { findings += length(measures.speechSeconds, expected) }
        findings += noises(measures)
        findings += excess(.tone, measures.toneSeconds, over: limits.tone, at: measures.toneAt)
        findings += excess(.repeated, measures.echoSeconds, over: limits.echo, at: measures.echoAt)
        findings += lack(.cutOff, measures.endDrop, under: limits.endDrop, at: measures.end)
        if let tail = measures.expectedTail, findings.last?.kind != .cutOff {
            findings += lack(.cutOff, measures.tailSeconds, under: tail * limits.tailShare, at: measures.end)
        }
        return findings.sorted { $0.severity > $1.severity }
    }

    /// Seconds of speech past which a take is a runaway; nil while the pace is unknown.
    package func longestSpeech(expected: Double?) -> Double? {
        expected.map { $0 * limits.longest + limits.lengthSlack }
    }

    private func length(_ seconds: Double, _ expected: Double) -> [TakeFinding] {
        let longest = expected * limits.longest + limits.lengthSlack
        let shortest = expected * limits.shortest - limits.lengthSlack
        return excess(.tooLong, seconds, over: longest) + lack(.tooShort, seconds, under: shortest)
    }

    private func silences(_ measures: TakeMeasures) -> [TakeFinding] {
        excess(.longLead, measures.leadSeconds, over: limits.lead, at: 0)
            + excess(.longTail, measures.tailSeconds, over: limits.tail, at: measures.speechEnd)
            + excess(.longPause, measures.longestPause, over: limits.pause, at: measures.pauseAt)
    }

    private func levels(_ measures: TakeMeasures) -> [TakeFinding] {
        var findings = excess(.clipped, measures.clipped, over: limits.clipped, at: measures.clippedAt)
        findings += excess(.offset, abs(measures.offset), over: limits.offset)
        if measures.level < limits.quietest {
            let severity = 1 + (limits.quietest - measures.level) / 6
            findings.append(.init(.tooQuiet, measured: measures.level, limit: limits.quietest, severity: severity))
        }
        if measures.level > limits.loudest {
            let severity = 1 + (measures.level - limits.loudest) / 6
            findings.append(.init(.tooLoud, measured: measures.level, limit: limits.loudest, severity: severity))
        }
        return findings
    }

    /// A stretch of noise, which has a place, or else noise below all of the speech.
    private func noises(_ measures: TakeMeasures) -> [TakeFinding] {
        let stretch = excess(.noise, measures.noiseSeconds, over: limits.noise, at: measures.noiseAt)
        // A word or two may well have no pause in which noise could be told from speech.
        guard stretch.isEmpty, measures.speechSeconds >= Self.tellingSpeech else { return stretch }
        return lack(.noise, measures.level - measures.noiseFloor, under: limits.noiseBelow)
    }

    private func excess(
        _ kind: TakeFinding.Kind,
        _ measured: Double,
        over limit: Double,
        at place: Double? = nil
    ) -> [TakeFinding] {
        guard measured > limit else { return [] }
        let severity = limit > 0 ? measured / limit : 2
        return [TakeFinding(kind, measured: measured, limit: limit, severity: severity, at: place)]
    }

    private func lack(
        _ kind: TakeFinding.Kind,
        _ measured: Double,
        under limit: Double,
        at place: Double? = nil
    ) -> [TakeFinding] {
        guard measured < limit else { return [] }
        let severity = limit / max(measured, limit / 100)
        return [TakeFinding(kind, measured: measured, limit: limit, severity: severity, at: place)]
    }
}
