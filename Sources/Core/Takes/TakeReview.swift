/// The result of checking a take: its measures, its transcript, and what is wrong with it.
package struct TakeReview: Sendable, Hashable, Codable {
    package var measures: TakeMeasures
    /// What a recogniser heard; nil when it was not asked.
    package var transcript: TakeTranscript?
    /// What is wrong with it, the worst first; none for a good take.
    package var findings: [TakeFinding]

    package init(measures: TakeMeasures, transcript: TakeTranscript? = nil, findings: [TakeFinding] = []) {
        self.measures = measures
        self.transcript = transcript
        self.findings = findings
    }

    /// Adds what else is wrong with it.
    package mutating func add(_ more: [TakeFinding]) {
        findings = (findings + more).sorted { $0.severity > $1.severity }
    }

    /// Whether nothing is wrong with it.
    package var isGood: Bool { findings.isEmpty }

    /// Whether a pause stands in the place of the text, since no take could be had.
    package var isGap: Bool { findings.contains { $0.kind == .notSpoken } }

    /// How bad it is, to choose among takes that all have something wrong; 0 for a good one.
    package var badness: Double { findings.reduce(0) { $0 + $1.severity } }
}

/// One thing that is wrong with a take.
package struct TakeFinding: Sendable, Hashable, Codable {
    /// What can be wrong; the raw values are stable.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// More speech than the text explains.
        case tooLong
        /// Less speech than the text needs.
        case tooShort
        case longLead
        case longTail
        case longPause
        case tooQuiet
        case tooLoud
        case clipped
        /// A constant voltage under the sound.
        case offset
        /// Sound without pitch where there should be speech, or below it.
        case noise
        /// A sound that does not change.
        case tone
        /// The same stretch twice.
        case repeated
        /// It ends in the middle of a sound.
        case cutOff
        /// Other words than those of the text.
        case wrongWords
        /// Words of the text that are not heard.
        case missingWords
        /// No take could be had: a pause stands in the place of the text.
        case notSpoken
    }

    package var kind: Kind
    package var measured: Double
    /// The bound that it passes, in the unit of what was measured.
    package var limit: Double
    /// How far it passes the bound: 1 at the bound, 2 where it is twice as bad.
    package var severity: Double
    /// Where in the take, in seconds; nil where it has no place.
    package var at: Double?

    package init(_ kind: Kind, measured: Double, limit: Double, severity: Double, at: Double? = nil) {
        self.kind = kind
        self.measured = measured
        self.limit = limit
        self.severity = severity
        self.at = at
    }
}

extension TakeFinding {
    /// What is wrong, as the rest of a sentence that begins with "The take".
    package var sentence: String {
        switch kind {
        case .tooLong: "has \(seconds(measured)) of speech where \(seconds(limit)) are the most"
        case .tooShort: "has \(seconds(measured)) of speech where \(seconds(limit)) are the least"
        case .longLead: "begins with \(seconds(measured)) of silence"
        case .longTail: "ends with \(seconds(measured)) of silence"
        case .longPause: "is silent for \(seconds(measured)) in the middle"
        case .tooQuiet: "is very quiet (\(decibels(measured)))"
        case .tooLoud: "is very loud (\(decibels(measured)))"
        case .clipped: "is clipped"
        case .offset: "has a constant offset"
        case .noise: "has noise in it"
        case .tone: "has a tone of \(seconds(measured)) in it"
        case .repeated: "says \(seconds(measured)) of it twice"
        case .cutOff: "ends in the middle of a sound"
        case .wrongWords: "says other words than the text (\(percent(measured)) of them)"
        case .missingWords: "leaves out words of the text"
        case .notSpoken: "is a pause in the place of its text"
        }
    }

    private func seconds(_ value: Double) -> String { "\((value * 10).rounded() / 10) s" }

    private func decibels(_ value: Double) -> String { "\(Int(value.rounded())) dBFS" }

    private func percent(_ value: Double) -> String { "\(Int((value * 100).rounded())) %" }
}

/// What was measured of a take; times in seconds, levels in decibels relative to full scale.
///
/// Places are seconds from its beginning; nil where there is no such thing, and in takes of before they were measured.
package struct TakeMeasures: Sendable, Hashable, Codable {
    /// From the first to the last speech.
    package var speechSeconds = 0.0
    /// Near silence before the first and after the last speech.
    package var leadSeconds = 0.0
    package var tailSeconds = 0.0
    /// The longest near silence inside the speech, and where it begins.
    package var longestPause = 0.0
    package var pauseAt: Double?
    /// The seconds of speech that the text and the pace of the voice predict; nil while the pace is unknown.
    package var expectedSeconds: Double?
    /// The silence that this voice usually leaves at the end; nil while that is unknown.
    package var expectedTail: Double?
    /// The root mean square of what is louder than the pauses.
    package var level = 0.0
    package var peak = 0.0
    /// The root mean square of the quietest tenth of a second.
    package var noiseFloor = 0.0
    /// The share of samples, from 0 to 1, in runs that are as loud as a sample can be.
    package var clipped = 0.0
    /// Where the first of these runs begins.
    package var clippedAt: Double?
    /// The mean of all samples, as a share of full scale.
    package var offset = 0.0
    /// The longest stretches of sound without any pitch, and of one that does not change.
    package var noiseSeconds = 0.0
    package var toneSeconds = 0.0
    /// Where they begin.
    package var noiseAt: Double?
    package var toneAt: Double?
    /// How well the stretch that is most like an earlier one matches it, from 0 to 1, and how long it is.
    package var echo = 0.0
    package var echoSeconds = 0.0
    /// Where the stretch begins that repeats the earlier one.
    package var echoAt: Double?
    /// How far its last moments are below its loudest.
    package var endDrop = 0.0

    package init() {}

    /// The end of the last speech, and of the take.
    package var speechEnd: Double { leadSeconds + speechSeconds }
    package var end: Double { speechEnd + tailSeconds }
}

/// What a recogniser heard in a take, beside its text.
package struct TakeTranscript: Sendable, Hashable, Codable {
    package var text: String
    /// What recognised it.
    package var model: String
    /// Words that are missing, added or other than in the text, as a share of the text's words.
    package var wordErrorRate: Double
    /// Words of the text that are not heard.
    package var missing: [String]
    /// Words that are heard and not in the text.
    package var added: [String]
    /// The text and what was heard beside each other, in order; nil in transcripts of before it was kept.
    package var alignment: [AlignedWords]?

    package init(
        text: String,
        model: String,
        wordErrorRate: Double,
        missing: [String] = [],
        added: [String] = [],
        alignment: [AlignedWords]? = nil
    ) {
        self.text = text
        self.model = model
        self.wordErrorRate = wordErrorRate
        self.missing = missing
        self.added = added
        self.alignment = alignment
    }
}

/// Words of a text beside the words that were heard in their place; neighbours of one relation stand together.
package struct AlignedWords: Sendable, Hashable, Codable {
    /// How what was heard stands to the text.
    package enum Relation: String, Sendable, Hashable, Codable, CaseIterable {
        /// The text is heard, be it spelled otherwise.
        case heard
        /// Other words are heard.
        case other
        /// Nothing is heard in the place of the text.
        case missing
        /// Words are heard that the text does not have.
        case added
    }

    package var relation: Relation
    /// Where they stand in the take's text and in the transcript, in UTF-8 bytes; empty ranges where one side has nothing.
    package var text: Range<Int>
    package var heard: Range<Int>

    package init(_ relation: Relation, text: Range<Int>, heard: Range<Int>) {
        self.relation = relation
        self.text = text
        self.heard = heard
    }
}

/// How closely takes are checked before they are accepted.
package enum Verification: String, Sendable, Hashable, Codable, CaseIterable {
    /// Only takes that cannot be played are rejected.
    case off
    /// Length, levels, silences and sounds other than speech are measured.
    case acoustic
    /// The take is measured, transcribed, and compared with the text.
    case transcript
}
