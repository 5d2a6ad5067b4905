internal import Foundation

/// Finds a stretch of speech that is there twice, by the likeness of its spectra to those some time before.
struct EchoFinder {
    /// The likeness, from 0 to 1, from which on stretches are the same; two readings of one word are below 0.9.
    static let likeness: Float = 0.93
    /// The shortest and the longest time from a stretch to the one that it repeats, in frames: 0.3 and 12 seconds.
    static let lags = 12...480
    /// Frames over which the likeness is averaged: 0.3 s, so that single sounds that are alike do not count.
    static let width = 12

    /// The longest repetition: the first frame of the second stretch, its length in frames, and the likeness.
    static func longest(in frames: [SoundFrame]) -> (start: Int, length: Int, likeness: Double) {
        let shapes = shapes(of: frames)
        var best = (start: 0, length: 0, likeness: 0.0)
        var likenesses = [Float](repeating: 0, count: frames.count)
        for lag in lags where lag + width < frames.count {
            var sum: Float = 0
            var run = 0
            var total: Float = 0
            for index in lag..<frames.count {
                let likeness = (shapes[index] * shapes[index - lag]).sum()
                likenesses[index] = likeness
                sum += likeness
                if index - width >= lag { sum -= likenesses[index - width] }
                guard index >= lag + width - 1, sum >= Self.likeness * Float(width) else {
                    run = 0
                    total = 0
                    continue
                }
                run += 1
                total += sum / Float(width)
                let length = run + width - 1
                if length > best.length { best = (index - length + 1, length, Double(total / Float(run))) }
            }
        }
        return best
    }

    /// The spectra as directions: how each differs from the mean of all; silence and what is near the mean have none.
    private static func shapes(of frames: [SoundFrame]) -> [SIMD16<Float>] {
        let loudest = frames.map(\.power).max() ?? 0
        let voiced = frames.filter { $0.power > loudest * StretchFinder.audible }
        guard !voiced.isEmpty else { return frames.map { _ in .zero } }
        let mean = voiced.reduce(SIMD16<Float>.zero) { $0 + $1.bands } / Float(voiced.count)
        return frames.map { frame in
            guard frame.power > loudest * StretchFinder.audible else { return .zero }
            let shape = frame.bands - mean
            let length = (shape * shape).sum().squareRoot()
            return length > 0 ? shape / length : .zero
        }
    }
}
