/// What was found out about a take by listening to it: its measures, what is heard in it, and what is wrong with it.
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

    /// How bad it is, to choose among takes that all have something wrong; 0 for a good one.
    package var badness: Double { findings.reduce(0) { $0 + $1.severity } }
}
