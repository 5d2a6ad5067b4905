internal import Foundation

/// How fast a voice speaks, as learned from its takes.
package struct VoicePace: Sendable, Hashable {
    /// Takes that have to be known before anything is predicted, and how many of the latest count.
    static let enough = 6
    private static let remembered = 200
    /// Shorter texts tell little of a pace.
    private static let tellingLength = 25.0

    /// Seconds for each unit of `SpokenLength`, of the latest takes.
    private var paces: [Double] = []
    private var median: Double?

    package init() {}

    /// Learns from a take.
    ///
    /// - Parameters:
    ///   - seconds: Its speech.
    ///   - text: What was spoken.
    package mutating func note(seconds: Double, of text: String) {
        let length = SpokenLength.of(text)
        guard length >= Self.tellingLength, seconds > 0 else { return }
        paces.append(seconds / length)
        if paces.count > Self.remembered { paces.removeFirst() }
        median = paces.count >= Self.enough ? paces.sorted()[paces.count / 2] : nil
    }

    /// The seconds of speech that a text will take; nil while too little is known.
    package func seconds(for text: String) -> Double? {
        median.map { $0 * SpokenLength.of(text) }
    }
}
