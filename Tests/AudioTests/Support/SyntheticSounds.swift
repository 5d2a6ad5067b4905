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
        return Signal.noise(Int((lead + speech + tail) * rate), seed: 1).enumerated().map { index, value in
            let time = Double(index) / rate - lead
            let noise = hiss * value
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

/// Something that varies as speech does: syllables of changing pitch, colour and loudness, with silence around them.
struct SyntheticVoice {
    var seed: UInt64 = 1
    var seconds = 6.0
    var silence = 0.3
    var sampleRate = 24_000

    var samples: [Int16] {
        let rest = [Int16](repeating: 0, count: Int(silence * Double(sampleRate)))
        return rest + speech + rest
    }

    private var speech: [Int16] {
        var random = seed
        func chance() -> Double {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(random >> 40) / Double(1 << 24)
        }
        var samples: [Int16] = []
        while samples.count < Int(seconds * Double(sampleRate)) {
            let length = Int((0.12 + 0.1 * chance()) * Double(sampleRate))
            let glide = 0.9 + 0.25 * chance()
            let formants = [300 + 500 * chance(), 900 + 1_400 * chance(), 2_300 + 1_000 * chance()]
            var pitch = 100 + 80 * chance()
            var phase = 0.0
            let rise = pow(glide, 1 / Double(length))
            var colours: [Double] = []
            for index in 0..<length {
                phase += 2 * .pi * pitch / Double(sampleRate)
                pitch *= rise
                // As often as the pitch has gone on by a thousandth.
                if index % 32 == 0 {
                    colours = (1...25).map { partial in
                        let frequency = Double(partial) * pitch
                        return formants.reduce(0.02) { $0 + exp(-pow((frequency - $1) / 180, 2)) }
                    }
                }
                var wave = 0.0
                for partial in 1...25 { wave += colours[partial - 1] * sin(phase * Double(partial)) }
                let envelope = sin(.pi * (Double(index) + 0.5) / Double(length))
                samples.append(Int16(max(-32_000, min(32_000, 5_000 * envelope * wave))))
            }
        }
        return samples
    }
}

/// Sounds to master; each begins and ends loud enough to count as speech.
enum Signal: String, CaseIterable {
    case sine
    case noise
    case speech

    /// Three seconds at `amplitude`, where full scale is 1.
    func samples(amplitude: Double, sampleRate: Int = 24_000, seed: UInt64 = 1) -> [Int16] {
        switch self {
        case .sine:
            (0..<3 * sampleRate).map { position in
                Int16(32_767 * amplitude * sin(2 * .pi * 997 * Double(position) / Double(sampleRate)))
            }
        case .noise:
            Self.noise(3 * sampleRate, seed: seed).map { Int16(32_767 * amplitude * $0) }
        case .speech:
            SyntheticSpeech(speech: 3, amplitude: amplitude / 2, sampleRate: sampleRate, hiss: 0.001).samples
        }
    }

    /// Values from -1 to 1.
    static func noise(_ count: Int, seed: UInt64) -> [Double] {
        var random = seed
        return (0..<count).map { _ in
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(random >> 40) / Double(1 << 23) - 1
        }
    }

    /// A second and a half that is hard on a limiter: bursts of any height, clicks and steps at any place.
    static func wild(seed: UInt64) -> [Int16] {
        let chance = noise(4_000, seed: seed &* 977 &+ 13)
        let hiss = noise(36_000, seed: seed)
        var samples = hiss.map { $0 * 0.02 }
        for burst in 0..<40 {
            let start = Int((chance[burst * 5] + 1) / 2 * 34_000)
            let length = Int((chance[burst * 5 + 1] + 1) / 2 * 1_900) + 1
            let height = abs(chance[burst * 5 + 2])
            let pitch = 50 + 11_000 * abs(chance[burst * 5 + 3])
            for position in start..<min(start + length, samples.count) {
                samples[position] += height * sin(2 * .pi * pitch * Double(position) / 24_000 + chance[burst * 5 + 4])
            }
        }
        for click in 0..<60 { samples[Int((chance[1_000 + click] + 1) / 2 * 35_999)] += chance[2_000 + click] * 2 }
        return samples.map { Int16(max(-32_768, min($0 * 32_767, 32_767))) }
    }
}
