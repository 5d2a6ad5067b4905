import Core
import Foundation

/// A way in which takes go wrong, made in a good one.
enum Defect: String, CaseIterable, Codable {
    case runaway
    case truncation
    case repetition
    case silence
    case noise
    case clipping

    /// A take that has this defect.
    ///
    /// - Parameters:
    ///   - recording: A good take.
    ///   - others: More of the same voice, to run on with.
    ///   - random: Decides where and how much.
    /// - Returns: Its samples.
    func make(in recording: Recording, others: [Recording], _ random: inout Randomness) -> [Int16] {
        switch self {
        case .runaway: runaway(recording, others, &random)
        case .truncation: truncation(recording, &random)
        case .repetition: repetition(recording, &random)
        case .silence: silence(recording, &random)
        case .noise: noise(recording, &random)
        case .clipping: clipping(recording, &random)
        }
    }

    /// Speech that is not in the text, or room noise, for as long again and up to four times as long.
    private func runaway(_ take: Recording, _ others: [Recording], _ random: inout Randomness) -> [Int16] {
        let more = Int(Double(take.samples.count) * Double.random(in: 1...4, using: &random)) + take.seconds(2)
        var samples = take.samples
        if Bool.random(using: &random) {
            while samples.count < take.samples.count + more, let other = others.randomElement(using: &random) {
                samples += other.samples
            }
        } else {
            samples += Self.hiss(count: more, level: take.level / 10, &random)
        }
        return samples
    }

    /// The end is missing: cut off anywhere, or from a pause on.
    private func truncation(_ take: Recording, _ random: inout Randomness) -> [Int16] {
        let speech = take.speech
        if Double.random(in: 0...1, using: &random) < 0.7 {
            let kept = Int(Double(speech.count) * Double.random(in: 0.1...0.9, using: &random))
            return Array(take.samples[..<(speech.lowerBound + kept)])
        }
        let kept = Int(Double(speech.count) * Double.random(in: 0.1...0.55, using: &random))
        var samples = Array(take.samples[..<(speech.lowerBound + kept)])
        let fade = min(take.seconds(0.03), samples.count)
        for index in 0..<fade {
            let place = samples.count - 1 - index
            samples[place] = Int16(Double(samples[place]) * Double(index) / Double(fade))
        }
        return samples + [Int16](repeating: 0, count: take.seconds(0.2))
    }

    /// A stretch of a word or a few is there twice, the second time a little louder or quieter.
    private func repetition(_ take: Recording, _ random: inout Randomness) -> [Int16] {
        let speech = take.speech
        let longest = min(3.0, Double(speech.count) / Double(take.sampleRate) * 0.6)
        let length = take.seconds(Double.random(in: min(0.9, longest)...longest, using: &random))
        let start = Int.random(
            in: speech.lowerBound...max(speech.lowerBound, speech.upperBound - length),
            using: &random
        )
        let gain = pow(10, Double.random(in: -2...2, using: &random) / 20)
        let stretch = take.samples[start..<start + length].map { Self.clipped(Double($0) * gain) }
        return Array(take.samples[..<(start + length)]) + stretch + take.samples[(start + length)...]
    }

    /// Nothing is heard for some seconds: at the start, in the middle, or from somewhere to the end.
    private func silence(_ take: Recording, _ random: inout Randomness) -> [Int16] {
        let speech = take.speech
        let place = Int.random(in: speech, using: &random)
        let pause = [Int16](repeating: 0, count: take.seconds(Double.random(in: 3.2...8, using: &random)))
        switch Int.random(in: 0...2, using: &random) {
        case 0: return pause + take.samples
        case 1: return Array(take.samples[..<place]) + pause + take.samples[place...]
        default:
            let heard = speech.lowerBound + speech.count / 3
            return Array(take.samples[..<heard])
                + [Int16](repeating: 0, count: max(pause.count, take.samples.count - heard))
        }
    }

    /// Hiss, a tone or a hum in the place of some words, as loud as they were.
    private func noise(_ take: Recording, _ random: inout Randomness) -> [Int16] {
        let speech = take.speech
        let length = min(speech.count, take.seconds(Double.random(in: 0.8...3, using: &random)))
        let start = Int.random(in: speech.lowerBound...speech.upperBound - length, using: &random)
        var samples = take.samples
        let level = take.level * Double.random(in: 0.5...1.5, using: &random)
        let noise: [Int16]
        switch Int.random(in: 0...2, using: &random) {
        case 0: noise = Self.hiss(count: length, level: level, &random)
        case 1: noise = Self.tone(count: length, level: level, Double.random(in: 200...3_000, using: &random), take, 1)
        default: noise = Self.tone(count: length, level: level, Double.random(in: 50...120, using: &random), take, 12)
        }
        samples.replaceSubrange(start..<start + length, with: noise)
        return samples
    }

    /// As loud as it cannot be.
    private func clipping(_ take: Recording, _ random: inout Randomness) -> [Int16] {
        let peak = Double(take.samples.map { abs(Int($0)) }.max() ?? 1)
        let gain = 32_768 / peak * pow(10, Double.random(in: 6...18, using: &random) / 20)
        return take.samples.map { Self.clipped(Double($0) * gain) }
    }

    private static func hiss(count: Int, level: Double, _ random: inout Randomness) -> [Int16] {
        (0..<count).map { _ in clipped(level * 1.732 * Double.random(in: -1...1, using: &random)) }
    }

    private static func tone(count: Int, level: Double, _ hertz: Double, _ take: Recording, _ partials: Int) -> [Int16]
    {
        (0..<count).map { index in
            let phase = 2 * .pi * hertz * Double(index) / Double(take.sampleRate)
            let wave = (1...partials).reduce(0.0) { $0 + sin(phase * Double($1)) / Double($1) }
            return clipped(level * 1.414 * wave)
        }
    }

    private static func clipped(_ value: Double) -> Int16 { Int16(max(-32_768, min(32_767, value.rounded()))) }
}

/// A good take with its text, as mono 16-bit samples.
struct Recording {
    var text: String
    var samples: [Int16]
    var sampleRate: Int

    /// The samples from the first to the last that is louder than a hundredth of full scale.
    var speech: Range<Int> {
        let first = samples.firstIndex { abs(Int($0)) > 328 } ?? 0
        let last = samples.lastIndex { abs(Int($0)) > 328 } ?? samples.count - 1
        return first..<max(first + 1, last + 1)
    }

    /// The root mean square of the speech, in steps.
    var level: Double {
        let speech = samples[speech]
        return (speech.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(speech.count)).squareRoot()
    }

    func seconds(_ value: Double) -> Int { Int(value * Double(sampleRate)) }
}

/// Numbers by chance that come again with the same seed (SplitMix64).
struct Randomness: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
