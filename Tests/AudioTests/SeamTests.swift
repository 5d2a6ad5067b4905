@testable import Audio
import Core
import Foundation
import Testing

@Suite("Seams and what is kept")
struct SeamTests {
    @Test("a take that begins and ends in full sound does not click", arguments: [0.0, 0.4])
    func clicks(pause: Double) throws {
        try withScratch { folder in
            let speech = SyntheticSpeech(lead: 0, speech: 0.5, tail: 0)
            let take = try speech.write(to: folder.appending(path: "take.wav"))
            let takes = [(take, Boundary.sentence), (take, .chapter)]
            let book = try assemble(.wav, takes: takes, in: folder) { $0.pauses = PauseLengths(sentence: pause) }
            let decoded = try Decoded(book.files[0])
            // The steepest step of the tone itself, and what a 5 ms fade adds; unfaded, the step would be 0.3.
            let tone = 0.3 * 2 * Double.pi * 220 / 24_000
            let fade = 0.3 * Double.pi / 2 / 120
            let limit = Float(1.05 * (tone + fade))
            for seam in [0.5, 1.0, 1.0 + pause, 1.5 + pause] {
                #expect(decoded.largestStep(around: seam, width: 0.02) <= limit, "\(seam)")
            }
        }
    }

    @Test("a faint fricative at the end is kept whole")
    func fricative() throws {
        try withScratch { folder in
            // 150 ms of hiss, 30 dB below the vowel, then room tone, then cut.
            let vowel = SyntheticSpeech(lead: 0.2, speech: 0.4, tail: 0).samples
            let hiss = (0..<3_600).map { Int16($0 % 2 == 0 ? 220 : -220) }
            let url = folder.appending(path: "take.wav")
            try RawWAV.write(vowel + hiss + [Int16](repeating: 0, count: 12_000), to: url)
            let book = try assemble(.wav, takes: [(url, .sentence)], in: folder)
            let samples = try Decoded(book.files[0]).samples
            #expect(samples.filter { abs($0) == 220 / 32_768 }.count == 3_600)
        }
    }

    @Test("a decay below the threshold is kept by the guard")
    func decay() throws {
        try withScratch { folder in
            let vowel = SyntheticSpeech(lead: 0.2, speech: 0.4, tail: 0).samples
            let decay = [Int16](repeating: 40, count: 2_400)
            let url = folder.appending(path: "take.wav")
            try RawWAV.write(vowel + decay + [Int16](repeating: 0, count: 12_000), to: url)
            let book = try assemble(.wav, takes: [(url, .sentence)], in: folder)
            let samples = try Decoded(book.files[0]).samples
            #expect(samples.filter { $0 == 40 / 32_768 }.count >= 2_400)
        }
    }

    @Test("room tone does not count as speech, up to 25 dB below it", arguments: [0.0, 0.001, 0.008])
    func roomTone(hiss: Double) throws {
        let speech = SyntheticSpeech(lead: 0.6, speech: 0.5, tail: 0.7, hiss: hiss)
        let span = try #require(detect(speech.samples))
        #expect(abs(span.start - 14_400) <= 240)
        #expect(abs(span.end - 26_400) <= 240)
    }

    @Test("a click before the speech is not its beginning")
    func click() throws {
        var samples = SyntheticSpeech(lead: 0.6, speech: 0.5, tail: 0.2).samples
        samples[2_400] = 12_000
        samples[2_401] = -9_000
        #expect(try #require(detect(samples)).start >= 14_000)
    }

    @Test("edges are found to the millisecond at any sample rate", arguments: [16_000, 22_050, 24_000, 48_000])
    func edges(rate: Int) throws {
        let speech = SyntheticSpeech(lead: 0.25, speech: 0.5, tail: 0.25, sampleRate: rate)
        let span = try #require(detect(speech.samples, sampleRate: rate))
        #expect(abs(Double(span.start) / Double(rate) - 0.25) < 0.002)
        #expect(abs(Double(span.end) / Double(rate) - 0.75) < 0.002)
    }

    @Test("a take longer than the buffer comes out the same", arguments: [0, 1, 777])
    func longTake(offset: Int) throws {
        try withScratch { folder in
            let url = try SyntheticSpeech(lead: 0.3, speech: 2, tail: 0.3).write(to: folder.appending(path: "take.wav"))
            let (whole, span) = try read(url, blockSamples: 1 << 20)
            let (pieces, sameSpan) = try read(url, blockSamples: 5_000 + offset)
            #expect(span == sameSpan)
            #expect(whole == pieces)
            #expect(whole.count == span.end - span.start)
        }
    }

    private func read(_ url: URL, blockSamples: Int) throws -> ([Int16], SpeechSpan) {
        let reader = TakeReader(sampleRate: 24_000, fadeSamples: 120, blockSamples: blockSamples)
        let span = try reader.open(url)
        var samples: [Int16] = []
        try reader.stream(span.start..<span.end) { samples += $0 }
        return (samples, span)
    }

    private func detect(_ samples: [Int16], sampleRate: Int = 24_000) -> SpeechSpan? {
        var detector = SpeechDetector(sampleRate: sampleRate)
        detector.feed(samples[...])
        return detector.finish()
    }
}
