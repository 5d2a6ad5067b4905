import Audio
import Foundation

/// A take that is as simple as speech can be: silence, syllables, silence, with edges known to the sample.
struct SyntheticSpeech {
    var lead = 0.1
    var speech = 0.5
    var tail = 0.15
    /// The amplitude of a syllable's middle, where full scale is 1.
    var amplitude = 0.3
    var pitch = 220.0
    var sampleRate = 24_000
    /// The amplitude of the steady hiss under all of it.
    var hiss = 0.0

    var samples: [Int16] {
        let rate = Double(sampleRate)
        var random: UInt64 = 1
        return (0..<Int((lead + speech + tail) * rate)).map { index in
            let time = Double(index) / rate - lead
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let noise = hiss * (Double(random >> 40) / Double(1 << 23) - 1)
            guard time >= 0, time < speech else { return Int16(32_767 * noise) }
            // Five syllables a second that fall to half in between; a cosine, so that it begins at once.
            let envelope = 0.75 + 0.25 * cos(2 * .pi * 5 * time)
            return Int16(32_767 * (amplitude * envelope * cos(2 * .pi * pitch * time) + noise))
        }
    }

    /// Writes it as a take.
    @discardableResult
    func write(to url: URL) throws -> URL {
        let writer = try TakeWriter(at: url, sampleRate: sampleRate)
        try writer.append(samples[...])
        _ = try writer.commit()
        return url
    }
}
