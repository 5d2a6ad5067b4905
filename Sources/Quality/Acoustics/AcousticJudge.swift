package import Core

/// Tells what is wrong with a take, from its measures and its text.
package struct AcousticJudge: Sendable {
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

/// How far a take may be from speech that is read well; `docs/quality.md` tells where each number comes from.
package struct TakeLimits: Sendable, Hashable {
    /// The most and the least speech, as a multiple of what the text and the voice's pace predict.
    package var longest = 1.35
    package var shortest = 0.82
    /// What the speech of any text may differ by, in seconds, before its share of the prediction counts.
    package var lengthSlack = 0.6
    /// The longest near silence before, after and in the speech, in seconds.
    package var lead = 2.0
    package var tail = 3.0
    package var pause = 2.5
    /// The level of speech, in decibels relative to full scale.
    package var quietest = -45.0
    package var loudest = -8.0
    /// The largest share of samples at full scale.
    package var clipped = 0.0001
    /// The largest constant part, as a share of full scale.
    package var offset = 0.02
    /// The longest stretch of noise and of an unchanging tone, in seconds.
    package var noise = 0.45
    package var tone = 0.5
    /// How far the quietest moment has to be below the speech, in decibels.
    package var noiseBelow = 15.0
    /// The longest stretch, in seconds, whose very sound may be there twice.
    package var echo = 0.33
    /// How far the last moments have to be below the loudest, in decibels.
    package var endDrop = 20.0
    /// The shortest silence at the end, as a share of what the voice usually leaves.
    package var tailShare = 0.58

    package init() {}
}
