internal import Core

/// What the report says of what checking a take found.
struct ReviewReport: Encodable {
    let review: TakeReview

    private enum CodingKeys: String, CodingKey {
        case findings, measures, transcript
    }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(review.findings.map(TakeFindingReport.init), forKey: .findings)
        try object.encode(TakeMeasuresReport(measures: review.measures), forKey: .measures)
        try object.encode(review.transcript.map(TakeTranscriptReport.init), forKey: .transcript)
    }
}

/// One thing that is wrong with a take, with its sentence.
private struct TakeFindingReport: Encodable {
    let finding: TakeFinding

    private enum CodingKeys: String, CodingKey {
        case at, kind, limit, measured, sentence, severity
    }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(finding.at, forKey: .at)
        try object.encode(finding.kind.rawValue, forKey: .kind)
        try object.encode(finding.limit, forKey: .limit)
        try object.encode(finding.measured, forKey: .measured)
        try object.encode("The take \(finding.sentence).", forKey: .sentence)
        try object.encode(finding.severity, forKey: .severity)
    }
}

/// What was measured of a take.
private struct TakeMeasuresReport: Encodable {
    let measures: TakeMeasures

    private enum CodingKeys: String, CodingKey {
        case clipped, clippedAt, echo, echoAt, echoSeconds, endDrop, expectedSeconds, leadSeconds, level,
            longestPause, noiseAt, noiseFloor, noiseSeconds, offset, pauseAt, peak, speechSeconds, tailSeconds,
            toneAt, toneSeconds
    }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(measures.clipped, forKey: .clipped)
        try object.encode(measures.clippedAt, forKey: .clippedAt)
        try object.encode(measures.echo, forKey: .echo)
        try object.encode(measures.echoAt, forKey: .echoAt)
        try object.encode(measures.echoSeconds, forKey: .echoSeconds)
        try object.encode(measures.endDrop, forKey: .endDrop)
        try object.encode(measures.expectedSeconds, forKey: .expectedSeconds)
        try object.encode(measures.leadSeconds, forKey: .leadSeconds)
        try object.encode(measures.level, forKey: .level)
        try object.encode(measures.longestPause, forKey: .longestPause)
        try object.encode(measures.noiseAt, forKey: .noiseAt)
        try object.encode(measures.noiseFloor, forKey: .noiseFloor)
        try object.encode(measures.noiseSeconds, forKey: .noiseSeconds)
        try object.encode(measures.offset, forKey: .offset)
        try object.encode(measures.pauseAt, forKey: .pauseAt)
        try object.encode(measures.peak, forKey: .peak)
        try object.encode(measures.speechSeconds, forKey: .speechSeconds)
        try object.encode(measures.tailSeconds, forKey: .tailSeconds)
        try object.encode(measures.toneAt, forKey: .toneAt)
        try object.encode(measures.toneSeconds, forKey: .toneSeconds)
    }
}

/// What a recogniser heard in a take.
private struct TakeTranscriptReport: Encodable {
    let transcript: TakeTranscript

    private enum CodingKeys: String, CodingKey {
        case added, alignment, missing, model, text, wordErrorRate
    }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(transcript.added, forKey: .added)
        try object.encode(transcript.alignment?.map(Stretch.init), forKey: .alignment)
        try object.encode(transcript.missing, forKey: .missing)
        try object.encode(transcript.model, forKey: .model)
        try object.encode(transcript.text, forKey: .text)
        try object.encode(transcript.wordErrorRate, forKey: .wordErrorRate)
    }

    /// Words of the text beside what was heard in their place, in UTF-8 bytes of the two.
    private struct Stretch: Encodable {
        let relation: String
        let textStart: Int
        let textEnd: Int
        let heardStart: Int
        let heardEnd: Int

        init(_ words: AlignedWords) {
            relation = words.relation.rawValue
            (textStart, textEnd) = (words.text.lowerBound, words.text.upperBound)
            (heardStart, heardEnd) = (words.heard.lowerBound, words.heard.upperBound)
        }
    }
}
