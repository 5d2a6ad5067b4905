internal import Foundation
internal import TextKit

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
        /// The time from the stretch that it repeats, in seconds.
        var lag: Double

        /// Whether it comes soon for its length: a voice that hangs repeats itself at once, while some speak a phrase that
        /// the text has twice alike to the sample.
        var isLoop: Bool { length >= min(EchoFinder.surelyLoop, lag * lag * EchoFinder.leastByLag) }
    }

    /// The shortest and the longest time from a stretch to the one that it repeats, in frames: 0.3 and 12 seconds.
    private static let lags = 12...480
    /// Frames over which the likeness of spectra is averaged: 0.35 s.
    private static let width = 14
    /// The most frames that these are spread over by pauses between them.
    private static let longestSpan = 54
    /// The mean likeness of spectra, from 0 to 1, from which on waveforms are compared, and at how many places at most.
    private static let candidate: Float = 0.6
    private static let candidates = 16
    /// The correlation of waveforms from which on they are the same sound, and at which that ends.
    private static let same = 0.93
    private static let stillSame = 0.6
    /// That from which on it is looked for nearby, and so many frames away.
    private static let partly = 0.6
    private static let shifts = [-5, 5, -10, 10]
    /// How long the stretch has to be, in seconds by the square of the lag, and from which length on in any case.
    private static let leastByLag = 0.05
    private static let surelyLoop = 1.0

    private let frames: [SoundFrame]
    private let waveform: [Int16]
    /// Samples of the waveform in a frame.
    private let hop: Int
    private let isPause: [Bool]

    /// - Parameters:
    ///   - frames: The spectra.
    ///   - waveform: The sound below 1.5 kHz.
    ///   - rate: Its samples per second.
    init(frames: [SoundFrame], waveform: [Int16], rate: Int) {
        self.frames = frames
        self.waveform = waveform
        let threshold = (frames.map(\.power).max() ?? 0) * StretchFinder.audible
        isPause = frames.map { $0.power <= threshold }
        hop = max(1, rate / FrameAnalyzer.framesPerSecond)
    }

    /// Stretches that are there twice, soon after themselves.
    func loops() -> [Echo] { places().compactMap(echo).filter(\.isLoop) }

    /// Where the spectra are most like those so many frames before: one place for each lag, the best of all lags.
    private func places() -> [(frames: Range<Int>, lag: Int)] {
        let shapes = shapes()
        var places: [(frames: Range<Int>, lag: Int, sum: Float)] = []
        // Of the frames that are no pause or were none: a stretch goes on behind a pause.
        var likenesses = [Float](repeating: 0, count: frames.count)
        var indices = [Int](repeating: 0, count: frames.count)
        let least = Self.candidate * Float(Self.width)
        for lag in Self.lags where lag + Self.width < frames.count {
            var sum: Float = 0
            var heard = 0
            var best = (frames: 0..<0, sum: least)
            for index in lag..<frames.count where !isPause[index] || !isPause[index - lag] {
                let likeness = (shapes[index] * shapes[index - lag]).sum()
                likenesses[heard] = likeness
                indices[heard] = index
                heard += 1
                sum += likeness
                guard heard >= Self.width else { continue }
                let first = heard - Self.width
                if sum > best.sum, index - indices[first] < Self.longestSpan {
                    best = (indices[first]..<index + 1, sum)
                }
                sum -= likenesses[first]
            }
            if best.sum > least { places.append((best.frames, lag, best.sum)) }
        }
        var best: [(frames: Range<Int>, lag: Int)] = []
        for place in places.sorted(by: { $0.sum > $1.sum }) where best.count < Self.candidates {
            // The neighbour of a lag that is chosen is looked at with it.
            if !best.contains(where: { abs($0.lag - place.lag) <= 1 }) { best.append((place.frames, place.lag)) }
        }
        return best
    }

    /// The spectra as directions: how each differs from the mean of all; silence has none.
    private func shapes() -> [SIMD16<Float>] {
        var mean = SIMD16<Float>.zero
        var voiced: Float = 0
        for (frame, isPause) in zip(frames, isPause) where !isPause {
            mean += frame.bands
            voiced += 1
        }
        mean /= max(1, voiced)
        return zip(frames, isPause).map { frame, isPause in
            guard !isPause else { return .zero }
            let shape = frame.bands - mean
            let length = (shape * shape).sum().squareRoot()
            return length > 0 ? shape / length : .zero
        }
    }

    /// The stretch around a place whose waveform is there twice, if it is.
    private func echo(_ place: (frames: Range<Int>, lag: Int)) -> Echo? {
        let (found, likeness) = compareWaveforms(place.frames, place.lag)
        guard found == nil, likeness >= Self.partly else { return found }
        // The place may reach beyond the end of what is there twice.
        for shift in Self.shifts {
            let frames = place.frames.lowerBound + shift..<place.frames.upperBound + shift
            guard frames.lowerBound >= place.lag, frames.upperBound <= self.frames.count else { continue }
            if let echo = compareWaveforms(frames, place.lag).0 { return echo }
        }
        return nil
    }

    /// Compares a stretch with what is about so many frames before it; says how alike they are even where there is no echo.
    private func compareWaveforms(_ frames: Range<Int>, _ frameLag: Int) -> (Echo?, likeness: Double) {
        let start = frames.lowerBound * hop
        let length = frames.count * hop
        var best = (lag: 0, likeness: 0.0)
        // At every second lag first, then beside the best.
        let around = stride(from: (frameLag - 1) * hop - hop / 4, through: (frameLag + 1) * hop + hop / 4, by: 2)
        for lag in around { keepBetter(start..<start + length, lag, &best) }
        for lag in [best.lag - 1, best.lag + 1] { keepBetter(start..<start + length, lag, &best) }
        // What was played again begins between two samples, as a rule: the likeness there is that of a parabola's top.
        let before = correlation(start..<start + length, lag: best.lag - 1)
        let after = correlation(start..<start + length, lag: best.lag + 1)
        let bend = before - 2 * best.likeness + after
        let likeness = min(1, best.likeness - (bend < 0 ? (after - before) * (after - before) / (8 * bend) : 0))
        guard likeness >= Self.same else { return (nil, likeness) }
        var (first, last) = (start, start + length)
        while first >= hop + best.lag, correlation(first - 2 * hop..<first, lag: best.lag) > Self.stillSame {
            first -= hop
        }
        while last + hop <= waveform.count, correlation(last..<last + 2 * hop, lag: best.lag) > Self.stillSame {
            last += hop
        }
        let rate = Double(hop * FrameAnalyzer.framesPerSecond)
        let echo = Echo(
            start: Double(first) / rate,
            length: Double(last - first) / rate,
            likeness: likeness,
            lag: Double(best.lag) / rate
        )
        return (echo, likeness)
    }

    private func keepBetter(_ range: Range<Int>, _ lag: Int, _ best: inout (lag: Int, likeness: Double)) {
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

/// What a text itself has twice, which a voice may well speak alike to the sample.
struct TextEchoes {
    /// How far from the time between the words a stretch may come again, as a share of that time and in seconds.
    private static let lagShare = 0.1
    private static let lagSlack = 0.15
    /// How far outside of the words it may reach, as a share of the time until there and in seconds.
    private static let placeShare = 0.1
    private static let placeSlack = 0.5
    /// How much longer than the words it may be: the sounds and pauses beside them are alike now and then.
    private static let lengthShare = 1.3
    private static let lengthSlack = 0.15

    /// Words that come twice, in units of `SpokenLength`.
    private struct Phrase: Hashable {
        /// Where they begin and end the second time.
        var start: Double
        var end: Double
        /// From the first time to the second.
        var lag: Double
    }

    private let phrases: Set<Phrase>
    /// To the end of the last word.
    private let length: Double

    init(_ text: String) {
        let words = TextWord.words(of: text)
        var starts = [0.0]
        for word in words { starts.append(starts[starts.count - 1] + word.length) }
        var phrases: Set<Phrase> = []
        for first in words.indices {
            for second in words.index(after: first)..<words.endIndex where words[first].text == words[second].text {
                // One that begins a word before is longer.
                if first > 0, words[first - 1].text == words[second - 1].text { continue }
                let count = zip(words[first...], words[second...]).prefix { $0.text == $1.text }.count
                let last = second + count - 1
                let end = starts[last] + words[last].soundLength
                phrases.insert(Phrase(start: starts[second], end: end, lag: starts[second] - starts[first]))
            }
        }
        self.phrases = phrases
        length = words.last.map { starts[words.count - 1] + $0.soundLength } ?? 0
    }

    /// Whether the text has words twice where a stretch is.
    ///
    /// - Parameters:
    ///   - echo: The stretch.
    ///   - speech: From where to where the whole text was spoken, in seconds.
    /// - Returns: Whether it is no repetition.
    func explain(_ echo: EchoFinder.Echo, in speech: Range<Double>) -> Bool {
        guard length > 0 else { return false }
        let pace = (speech.upperBound - speech.lowerBound) / length
        let place = echo.start - speech.lowerBound
        return phrases.contains { phrase in
            let (start, end, lag) = (phrase.start * pace, phrase.end * pace, phrase.lag * pace)
            return abs(echo.lag - lag) <= lag * Self.lagShare + Self.lagSlack
                && place >= start - start * Self.placeShare - Self.placeSlack
                && place + echo.length <= end + end * Self.placeShare + Self.placeSlack
                && echo.length <= (end - start) * Self.lengthShare + Self.lengthSlack
        }
    }
}
