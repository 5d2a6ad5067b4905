internal import Foundation

/// Finds stretches of sound that are no speech: noise, which has no pitch, and tones, which do not change.
struct StretchFinder {
    /// From this flatness on a frame is noise; white noise has 0.56, a sharp *s* up to 0.4 for a fifth of a second.
    static let noisy: Float = 0.4
    /// Frames whose spectra differ by less than this, in decibels, sound the same; in held vowels it is 1.5 and more.
    static let steady: Float = 1.2
    /// How far below the loudest frame sound matters: 30 dB.
    static let audible: Float = 1e-3

    let frames: [SoundFrame]
    private let threshold: Float

    init(_ frames: [SoundFrame]) {
        self.frames = frames
        threshold = (frames.map(\.power).max() ?? 0) * Self.audible
    }

    /// The longest stretch of noise: its first frame and its length in frames.
    var noise: (start: Int, length: Int) {
        longest(frames.indices) { index in
            let around = frames[max(0, index - 1)...min(frames.count - 1, index + 1)]
            return around.reduce(0) { $0 + $1.flatness } / Float(around.count) >= Self.noisy
        }
    }

    /// The longest stretch that does not change.
    var tone: (start: Int, length: Int) {
        longest(frames.indices.dropFirst()) { index in
            let change = frames[index].bands - frames[index - 1].bands
            return (change * change).sum() / 16 < Self.steady * Self.steady
        }
    }

    private func longest(_ indices: Range<Int>, where isPart: (Int) -> Bool) -> (start: Int, length: Int) {
        var best = (start: 0, length: 0)
        var start: Int?
        for index in indices {
            if frames[index].power > threshold, isPart(index) {
                let first = start ?? index
                start = first
                if index + 1 - first > best.length { best = (first, index + 1 - first) }
            } else {
                start = nil
            }
        }
        return best
    }
}
