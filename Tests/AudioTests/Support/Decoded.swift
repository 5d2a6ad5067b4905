import Audio
import Foundation

/// A sound file read back as a whole, with its own way of finding speech.
struct Decoded {
    let samples: [Float]
    let info: SoundFileInfo
    let tags: AudioTags

    init(_ url: URL) throws {
        let reader = try SoundFileReader(url)
        var block = [Float](repeating: 0, count: 1 << 16)
        var samples: [Float] = []
        while case let count = try reader.read(into: &block), count > 0 { samples += block[..<count] }
        self.samples = samples
        info = reader.info
        tags = reader.tags
    }

    var seconds: Double { Double(samples.count) / Double(info.sampleRate) }

    /// Stretches of sound in seconds: louder than 2 % of full scale, no more than 90 ms apart.
    var speech: [(start: Double, end: Double)] {
        let rate = Double(info.sampleRate)
        var found: [(start: Double, end: Double)] = []
        for (index, sample) in samples.enumerated() where abs(sample) > 0.02 {
            let time = Double(index) / rate
            if let last = found.last, time - last.end < 0.09 {
                found[found.count - 1].end = time
            } else {
                found.append((time, time))
            }
        }
        return found
    }

    /// The silences between the stretches of sound, in seconds.
    var gaps: [Double] {
        zip(speech, speech.dropFirst()).map { $1.start - $0.end }
    }

    /// The largest step from one sample to the next within `width` seconds of `time`.
    func largestStep(around time: Double, width: Double) -> Float {
        let from = max(1, Int((time - width) * Double(info.sampleRate)))
        let to = min(samples.count, Int((time + width) * Double(info.sampleRate)))
        return (from..<to).map { abs(samples[$0] - samples[$0 - 1]) }.max() ?? 0
    }
}
