internal import Foundation

/// Finds a stretch of speech that is there twice.
///
/// Where the spectra are like those some time before, the waveforms are compared: those of one recording played twice are
/// alike to the sample, those of one word said twice are not.
struct EchoFinder {
    /// A stretch that repeats an earlier one.
    struct Echo {
        /// In seconds.
        var start: Double
        var length: Double
        /// From 0 to 1.
        var likeness: Double
    }

    /// The shortest and the longest time from a stretch to the one that it repeats, in frames: 0.3 and 12 seconds.
    private static let lags = 12...480
    /// Frames over which the likeness of spectra is averaged: 0.35 s.
    private static let width = 14
    /// The mean likeness of spectra, from 0 to 1, from which on waveforms are compared, and at how many places at most.
    private static let candidate: Float = 0.6
    private static let candidates = 16
    /// The correlation of waveforms from which on they are the same sound, and at which that ends.
    private static let same = 0.93
    private static let stillSame = 0.6

    private let frames: [SoundFrame]
    private let waveform: [Int16]
    /// Samples of the waveform in a frame.
    private let hop: Int

    /// - Parameters:
    ///   - frames: The spectra.
    ///   - waveform: The sound below 1.5 kHz.
    ///   - rate: Its samples per second.
    init(frames: [SoundFrame], waveform: [Int16], rate: Int) {
        self.frames = frames
        self.waveform = waveform
        hop = max(1, rate / FrameAnalyzer.framesPerSecond)
    }

    /// The longest stretch that is there twice.
    func longest() -> Echo? {
        places().compactMap(echo).max { $0.length < $1.length }
    }

    /// Where the spectra are most like those so many frames before: one place for each lag, the best of all lags.
    private func places() -> [(index: Int, lag: Int)] {
        let shapes = shapes()
        var places: [(index: Int, lag: Int, sum: Float)] = []
        var likenesses = [Float](repeating: 0, count: frames.count)
        let least = Self.candidate * Float(Self.width)
        for lag in Self.lags where lag + Self.width < frames.count {
            var sum: Float = 0
            var best = (index: 0, sum: least)
            for index in lag..<frames.count {
                let likeness = (shapes[index] * shapes[index - lag]).sum()
                likenesses[index] = likeness
                sum += likeness
                if index >= lag + Self.width { sum -= likenesses[index - Self.width] }
                if index >= lag + Self.width - 1, sum > best.sum { best = (index - Self.width + 1, sum) }
            }
            if best.sum > least { places.append((best.index, lag, best.sum)) }
        }
        var best: [(index: Int, lag: Int)] = []
        for place in places.sorted(by: { $0.sum > $1.sum }) where best.count < Self.candidates {
            // The neighbour of a lag that is chosen is looked at with it.
            if !best.contains(where: { abs($0.lag - place.lag) <= 1 }) { best.append((place.index, place.lag)) }
        }
        return best
    }

    /// The spectra as directions: how each differs from the mean of all; silence has none.
    private func shapes() -> [SIMD16<Float>] {
        let threshold = (frames.map(\.power).max() ?? 0) * StretchFinder.audible
        var mean = SIMD16<Float>.zero
        var voiced: Float = 0
        for frame in frames where frame.power > threshold {
            mean += frame.bands
            voiced += 1
        }
        mean /= max(1, voiced)
        return frames.map { frame in
            guard frame.power > threshold else { return .zero }
            let shape = frame.bands - mean
            let length = (shape * shape).sum().squareRoot()
            return length > 0 ? shape / length : .zero
        }
    }

    /// The stretch around a place whose waveform is there twice, if it is.
    private func echo(_ place: (index: Int, lag: Int)) -> Echo? {
        let start = place.index * hop
        let length = Self.width * hop
        var best = (lag: 0, likeness: 0.0)
        // At every second lag first, then beside the best.
        let around = stride(from: (place.lag - 1) * hop - hop / 4, through: (place.lag + 1) * hop + hop / 4, by: 2)
        for lag in around { note(start..<start + length, lag, &best) }
        for lag in [best.lag - 1, best.lag + 1] { note(start..<start + length, lag, &best) }
        // What was played again begins between two samples, as a rule: the likeness there is that of a parabola's top.
        let before = correlation(start..<start + length, lag: best.lag - 1)
        let after = correlation(start..<start + length, lag: best.lag + 1)
        let bend = before - 2 * best.likeness + after
        let likeness = min(1, best.likeness - (bend < 0 ? (after - before) * (after - before) / (8 * bend) : 0))
        guard likeness >= Self.same else { return nil }
        var (first, last) = (start, start + length)
        func goesOn(_ range: Range<Int>) -> Bool { correlation(range, lag: best.lag) > Self.stillSame }
        while first >= hop + best.lag, goesOn(first - 2 * hop..<first) { first -= hop }
        while last + hop <= waveform.count, goesOn(last..<last + 2 * hop) { last += hop }
        let rate = Double(hop * FrameAnalyzer.framesPerSecond)
        return Echo(start: Double(first) / rate, length: Double(last - first) / rate, likeness: likeness)
    }

    private func note(_ range: Range<Int>, _ lag: Int, _ best: inout (lag: Int, likeness: Double)) {
        let likeness = correlation(range, lag: lag)
        if likeness > best.likeness { best = (lag, likeness) }
    }

    /// How well a stretch matches what is `lag` samples before it, from -1 to 1.
    private func correlation(_ range: Range<Int>, lag: Int) -> Double {
        let range = range.clamped(to: lag..<waveform.count)
        guard lag > 0, !range.isEmpty else { return 0 }
        return waveform.withUnsafeBufferPointer { samples in
            var (product, own, earlier) = (0, 1, 1)
            for index in range {
                let value = Int(samples[index])
                let before = Int(samples[index - lag])
                product &+= value &* before
                own &+= value &* value
                earlier &+= before &* before
            }
            return Double(product) / (Double(own) * Double(earlier)).squareRoot()
        }
    }
}
