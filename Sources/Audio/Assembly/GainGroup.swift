internal import Core
internal import Foundation

/// The placed takes that share a gain, while that is not known yet: measured as they come, kept as a list of places.
final class GainGroup {
    /// How near the loudness of what is limited has to come to what is asked for, in decibels.
    private static let tolerance = 0.1
    /// How often that is tried.
    private static let trials = 5
    /// How far from the gain without a limiter the search goes, in decibels: more would flatten the speech altogether.
    private static let furthest = 12.0

    private let configuration: AssemblyConfiguration
    private let meter: LevelMeter
    private(set) var placements: [Placement] = []

    init(_ configuration: AssemblyConfiguration) {
        self.configuration = configuration
        meter = LevelMeter(sampleRate: configuration.sampleRate)
    }

    /// Adds a take whose samples follow with `measure`.
    func add(_ placement: Placement) {
        meter.feedSilence(configuration.rates.takes(placement.measuredPause))
        placements.append(placement)
    }

    func measure(_ samples: ArraySlice<Int16>) { meter.feed(samples) }

    /// Finds the gain in decibels that brings what was measured to what is asked for.
    ///
    /// Where the limiter will have to work, or another sample rate leaves parts of the sound out, it is tried out first.
    ///
    /// - Parameters:
    ///   - closing: The pause after the last take, in samples of the output: a root mean square is that of a whole file.
    ///   - render: Renders a take with that gain.
    /// - Returns: The gain; 0 where nothing can be measured.
    /// - Throws: What `render` throws.
    func gain(
        closing: Int,
        render: (Placement, TakeRenderer, (ArraySlice<Int16>) throws -> Void) throws -> Void
    ) throws -> Double {
        let (rates, limit) = (configuration.rates, configuration.peakLimit)
        meter.feedSilence(rates.takes(closing))
        let measured = meter.levels()
        guard let first = missing(measured) else { return 0 }
        var gain = first
        guard (measured.truePeak ?? -.infinity) + first > limit || rates.output < rates.takes else { return gain }
        for _ in 0..<Self.trials {
            let renderer = TakeRenderer(rates: rates, gain: gain, peakLimit: limit)
            let trial = LevelMeter(sampleRate: rates.output)
            for placement in placements {
                trial.feedSilence(placement.measuredPause)
                try render(placement, renderer) { trial.feed($0) }
            }
            trial.feedSilence(closing)
            guard let error = missing(trial.levels()), abs(error) > Self.tolerance else { break }
            let next = min(max(gain + error, first - Self.furthest), first + Self.furthest)
            if next == gain { break }
            gain = next
        }
        return gain
    }

    /// How many decibels what was measured is below what is asked for; nil where there is nothing to measure.
    private func missing(_ levels: AudioLevels) -> Double? {
        switch configuration.mastering.loudness {
        case .off: nil
        case .level(let level): levels.loudness.map { level - $0 }
        case .acx: levels.rms.map { ACXLevels.aim - $0 }
        }
    }
}
