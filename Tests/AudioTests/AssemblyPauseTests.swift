import Audio
import Core
import Foundation
import Testing

@Suite("Pauses between takes")
struct AssemblyPauseTests {
    static let pauses = PauseLengths()

    @Test(
        "each boundary gets its pause, whatever silence the takes bring",
        arguments: Boundary.allCases,
        [0.0, 0.03, 0.7]
    )
    func boundary(_ boundary: Boundary, silence: Double) throws {
        try withScratch { folder in
            let take = try SyntheticSpeech(lead: silence, tail: silence).write(to: folder.appending(path: "take.wav"))
            let book = try assemble(AudioFormat.wav, takes: [(take, boundary), (take, boundary)], in: folder)
            let decoded = try Decoded(book.files[0])
            #expect(decoded.gaps.count == 1)
            #expect(abs((decoded.gaps.first ?? 0) - Self.pauses[boundary]) < 0.01)
            #expect(abs((decoded.speech.first?.start ?? 0) - 0.5) < 0.01)
            #expect(abs(decoded.seconds - (decoded.speech.last?.end ?? 0) - 1) < 0.01)
        }
    }

    @Test("every format keeps the pauses", arguments: AudioFormat.allCases)
    func format(_ format: AudioFormat) throws {
        try withScratch { folder in
            let take = try SyntheticSpeech().write(to: folder.appending(path: "take.wav"))
            let takes = Boundary.allCases.map { (take, $0) } + [(take, .chapter)]
            let book = try assemble(format, takes: takes, in: folder)
            let decoded = try Decoded(book.files[0])
            #expect(decoded.info.channels == 1)
            #expect(decoded.gaps.count == Boundary.allCases.count)
            for (gap, boundary) in zip(decoded.gaps, Boundary.allCases) {
                #expect(abs(gap - Self.pauses[boundary]) < 0.01, "\(boundary)")
            }
        }
    }

    @Test("a pause shorter than the guards still holds", arguments: [0.0, 0.02, 0.09])
    func shortPause(_ pause: Double) throws {
        try withScratch { folder in
            let take = try SyntheticSpeech(lead: 0.3, tail: 0.3).write(to: folder.appending(path: "take.wav"))
            let pauses = PauseLengths(sentence: pause)
            let takes = [(take, Boundary.sentence), (take, .chapter)]
            let book = try assemble(.wav, takes: takes, in: folder) { $0.pauses = pauses }
            // Both stretches of speech are half a second long.
            let speech = try Decoded(book.files[0]).speech
            let first = try #require(speech.first?.start)
            let last = try #require(speech.last?.end)
            #expect(abs(last - first - (1 + pause)) < 0.01)
        }
    }
}
