@testable import Audio
import Foundation
import Testing

@Suite("The limiter")
struct LimiterTests {
    @Test("what is below the ceiling goes through untouched")
    func untouched() {
        let samples = Signal.noise(30_000, seed: 3).map { Float($0 * 0.3) }
        var limiter = PeakLimiter(ceiling: 0.9, sampleRate: 24_000)
        #expect(limiter.process(samples, isLast: true) == samples)
        #expect(limiter.lowest == 1)
    }

    @Test("blocks of any size come out the same", arguments: [1, 7, 255, 256, 4_000, 50_000])
    func blocks(size: Int) {
        let samples = Signal.wild(seed: 5).prefix(30_000).map { Float($0) / 20_000 }
        var whole = PeakLimiter(ceiling: 0.7, sampleRate: 24_000)
        let expected = whole.process(samples, isLast: true)
        var limiter = PeakLimiter(ceiling: 0.7, sampleRate: 24_000)
        var found: [Float] = []
        for start in stride(from: 0, to: samples.count, by: size) {
            let end = min(start + size, samples.count)
            found += limiter.process(Array(samples[start..<end]), isLast: end == samples.count)
        }
        #expect(found.count == expected.count)
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 })
        #expect(expected.allSatisfy { abs($0) <= 0.7 })
    }

    @Test("the peak between samples is that of libebur128", arguments: [8_000, 22_050, 24_000, 44_100, 48_000])
    func peak(rate: Int) {
        let samples = Signal.wild(seed: UInt64(rate))
        var meter = TruePeakMeter(sampleRate: rate)
        samples.withUnsafeBufferPointer { meter.feed($0) }
        [Int16](repeating: 0, count: 100).withUnsafeBufferPointer { meter.feed($0) }
        let reference = ReferenceLevels(
            samples.map { Float($0) / 32_768 } + [Float](repeating: 0, count: 100),
            sampleRate: rate
        )
        #expect(abs(20 * log10(Double(meter.peak)) - reference.truePeak) < 0.01)
    }
}
