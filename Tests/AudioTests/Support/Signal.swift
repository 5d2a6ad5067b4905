import Audio
import Foundation

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
