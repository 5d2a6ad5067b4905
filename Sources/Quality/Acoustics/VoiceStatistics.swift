package import Core
internal import TextKit

/// How a voice speaks, as learned from its good takes: its pace, and the silence that it leaves at the end.
package struct VoiceStatistics: Sendable, Hashable {
    /// Takes that have to be known before anything is predicted, and how many of the latest count.
    private static let enough = 12
    private static let remembered = 200
    /// Shorter texts tell little of a pace.
    private static let tellingLength = 25.0

    /// Seconds for each unit of `SpokenLength`, and seconds of silence at the end, of the latest takes.
    private var paces: [Double] = []
    private var tails: [Double] = []
    private var pace: Double?
    private var tail: Double?

    package init() {}

    /// Learns from a take.
    ///
    /// - Parameters:
    ///   - measures: What was measured of it.
    ///   - text: What was spoken.
    package mutating func note(_ measures: TakeMeasures, of text: String) {
        let length = SpokenLength.of(text)
        guard length >= Self.tellingLength, measures.speechSeconds > 0 else { return }
        pace = Self.add(measures.speechSeconds / length, to: &paces)
        tail = Self.add(measures.tailSeconds, to: &tails)
    }

    /// Puts what is usual for this voice beside what was measured, as far as it is known.
    package func predict(for text: String, in measures: inout TakeMeasures) {
        measures.expectedSeconds = seconds(for: text)
        measures.expectedTail = tail
    }

    /// The seconds of speech that a text will take; nil while too little is known.
    package func seconds(for text: String) -> Double? {
        pace.map { $0 * SpokenLength.of(text) }
    }

    /// - Returns: The median, once there are enough to tell.
    private static func add(_ value: Double, to values: inout [Double]) -> Double? {
        values.append(value)
        if values.count > remembered { values.removeFirst() }
        return values.count >= enough ? values.sorted()[values.count / 2] : nil
    }
}
