internal import Audio
internal import Core
internal import Quality

extension ProfileKey {
    /// How takes are checked; `docs/quality.md` tells where the defaults come from.
    package static let check: [ProfileKey] = [
        word("check.verify", into: \.checks.verification),
        integer("check.takes", in: 1...20) { $1.takes = $0 },
        text("check.model", "a folder's path", into: \.transcriptionModel),
        integer("check.transcribers", in: 1...256) { $1.transcribers = $0 },
        number("check.longest", in: 1...10) { $1.checks.limits.longest = $0 },
        number("check.shortest", in: 0...1) { $1.checks.limits.shortest = $0 },
        number("check.length_slack", in: 0...30) { $1.checks.limits.lengthSlack = $0 },
        number("check.lead", in: 0...60) { $1.checks.limits.lead = $0 },
        number("check.tail", in: 0...60) { $1.checks.limits.tail = $0 },
        number("check.pause", in: 0...60) { $1.checks.limits.pause = $0 },
        number("check.quietest", in: -96...0) { $1.checks.limits.quietest = $0 },
        number("check.loudest", in: -96...0) { $1.checks.limits.loudest = $0 },
        number("check.clipped", in: 0...1) { $1.checks.limits.clipped = $0 },
        number("check.offset", in: 0...1) { $1.checks.limits.offset = $0 },
        number("check.noise", in: 0...60) { $1.checks.limits.noise = $0 },
        number("check.noise_below", in: 0...96) { $1.checks.limits.noiseBelow = $0 },
        number("check.tone", in: 0...60) { $1.checks.limits.tone = $0 },
        number("check.echo", in: 0...60) { $1.checks.limits.echo = $0 },
        number("check.end_drop", in: 0...96) { $1.checks.limits.endDrop = $0 },
        number("check.tail_share", in: 0...1) { $1.checks.limits.tailShare = $0 },
        number("check.wrong_words", in: 0...1) { $1.checks.transcriptLimits.wrongWords = $0 },
        integer("check.missing_letters", in: 1...100) { $1.checks.transcriptLimits.missingLetters = $0 },
    ]
}
