@testable import Audio
import Core
import Foundation
import Quality
import Testing
import TextKit

@Suite("What is wrong with a take is told from its sound")
struct TakeCheckTests {
    private static let rate = 24_000

    private func measure(_ samples: [Int16], saying text: String = "", pieces: Int = 1_000) throws -> TakeMeasures {
        var meter = TakeMeter(sampleRate: Self.rate, isThorough: true)
        for start in stride(from: 0, to: samples.count, by: pieces) {
            meter.feed(samples[start..<min(samples.count, start + pieces)])
        }
        let measures = meter.finish(saying: text)
        return try #require(measures)
    }

    private func kinds(_ samples: [Int16], saying text: String = "") throws -> [TakeFinding.Kind] {
        AcousticJudge().findings(try measure(samples, saying: text)).map(\.kind)
    }

    private static func seconds(_ value: Double) -> Int { Int(value * Double(rate)) }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64]) func speechIsGood(seed: UInt64) throws {
        #expect(try kinds(SyntheticVoice(seed: seed).samples) == [])
    }

    @Test(arguments: [1, 7, 4_801]) func theSizeOfThePiecesChangesNothing(pieces: Int) throws {
        let samples = SyntheticVoice(seconds: 2).samples
        #expect(try measure(samples, pieces: pieces) == measure(samples, pieces: samples.count))
    }

    @Test(arguments: [0.5, 1.37, 2.9], [1, 2, 3] as [UInt64])
    func aStretchThatIsThereTwiceIsFound(length: Double, seed: UInt64) throws {
        let samples = SyntheticVoice(seed: seed).samples
        let start = Self.seconds(1.1)
        let stretch = samples[start..<start + Self.seconds(length)]
        let repeated = samples[..<(start + stretch.count)] + stretch + samples[(start + stretch.count)...]
        #expect(try kinds(Array(repeated)).contains(.repeated))
    }

    @Test(arguments: [
        ("on market day the boats went out, and on market day they came back", []),
        ("on market day the boats went out, and none of them ever came back", [TakeFinding.Kind.repeated]),
        // The text has it twice, but not there.
        ("on market day the boats went out, and they came back on market day", [.repeated]),
    ])
    func whatTheTextHasTwiceIsNoRepetition(text: String, kinds: [TakeFinding.Kind]) throws {
        // Each letter as long as any other; the words are those of the first text.
        let letter = Self.seconds(0.06)
        var samples = SyntheticVoice(seconds: 3.5).samples
        let phrase = samples[..<(11 * letter)]
        let second = 30 * letter
        samples.replaceSubrange(second..<second + phrase.count, with: phrase)
        #expect(try self.kinds(samples, saying: text) == kinds)
    }

    @Test(arguments: [
        ("The horror! The horror!", 2), ("Never. Never. Never.", 3), ("Help! Help! Help! Help!", 4), ("第一章。第一章。", 2),
        ("In 1897, in 1897, in 1897.", 3),
    ])
    func aCryThatIsRepeatedIsNoRepetition(text: String, times: Int) throws {
        let letters = Double(TextWord.words(of: text).reduce(0) { $0 + $1.soundLength }) / Double(times)
        let cry = SyntheticVoice(seconds: max(0.35, letters * 0.06), silence: 0).samples
        let pause = [Int16](repeating: 0, count: Self.seconds(0.65))
        let silence = [Int16](repeating: 0, count: Self.seconds(0.3))
        let samples = Array(Array(repeating: cry, count: times).joined(separator: pause))
        #expect(try !kinds(silence + samples + silence, saying: text).contains(.repeated))
        #expect(try kinds(silence + samples + silence, saying: "Nobody had said a word to him.").contains(.repeated))
    }

    @Test func noiseIsFound() throws {
        var samples = SyntheticVoice().samples
        let noise = Signal.noise(Self.rate, seed: 3).map { Int16($0 * 5_000) }
        samples.replaceSubrange(Self.seconds(2)..<Self.seconds(3), with: noise)
        #expect(try kinds(samples).contains(.noise))
    }

    @Test(arguments: [60.0, 440.0, 2_000.0]) func aToneIsFound(hertz: Double) throws {
        var samples = SyntheticVoice().samples
        for index in Self.seconds(2)..<Self.seconds(3.2) {
            samples[index] = Int16(6_000 * sin(2 * .pi * hertz * Double(index) / Double(Self.rate)))
        }
        let kinds = try kinds(samples)
        #expect(kinds.contains(.tone) || kinds.contains(.repeated))
    }

    @Test func clippingAnOffsetAndTheLevelAreFound() throws {
        let samples = SyntheticVoice().samples
        #expect(try kinds(samples.map { Int16(clamping: Int($0) * 12) }).contains(.clipped))
        #expect(try kinds(samples.map { Int16(clamping: Int($0) + 1_500) }).contains(.offset))
        #expect(try kinds(samples.map { $0 / 60 }).contains(.tooQuiet))
    }

    @Test(arguments: [-1_500, 1_500, 4_000], [1, 2, 3] as [UInt64])
    func anOffsetIsNothingElse(offset: Int, seed: UInt64) throws {
        let samples = SyntheticVoice(seed: seed).samples
        let shifted = samples.map { Int16(clamping: Int($0) + offset) }
        #expect(try kinds(shifted) == [.offset])
        let (with, without) = (try measure(shifted), try measure(samples))
        #expect(abs(with.speechSeconds - without.speechSeconds) < 0.01)
        #expect(abs(with.level - without.level) < 0.1)
    }

    @Test func noiseIsToldOnce() throws {
        let noise = Signal.noise(Self.seconds(7), seed: 3).map { Int16($0 * 5_000) }
        let samples = zip(SyntheticVoice().samples, noise).map { Int16(clamping: Int($0) + Int($1)) }
        let findings = AcousticJudge().findings(try measure(samples))
        #expect(findings.count { $0.kind == .noise } == 1)
    }

    @Test func noiseBelowSpeechAndAStretchOfItAreOneFinding() {
        var measures = TakeMeasures()
        (measures.level, measures.noiseFloor, measures.endDrop) = (-25, -30, 60)
        measures.speechSeconds = 6
        #expect(AcousticJudge().findings(measures).map(\.at) == [nil])
        (measures.noiseSeconds, measures.noiseAt) = (1, 2.5)
        #expect(AcousticJudge().findings(measures).map(\.at) == [2.5])
    }

    @Test func silencesAreFound() throws {
        let samples = SyntheticVoice().samples
        let pause = [Int16](repeating: 0, count: Self.seconds(4))
        #expect(try kinds(pause + samples) == [.longLead])
        #expect(try kinds(samples + pause) == [.longTail])
        let middle = samples.count / 2
        #expect(try kinds(samples[..<middle] + pause + samples[middle...]) == [.longPause])
    }

    @Test func anEndInTheMiddleOfASoundIsFound() throws {
        let samples = SyntheticVoice().samples
        #expect(try kinds(Array(samples[..<Self.seconds(3.05)])).contains(.cutOff))
    }

    /// Something that is wrong with a take from some second on.
    struct Flaw: Sendable, CustomTestStringConvertible {
        let kind: TakeFinding.Kind
        let at: Double
        let make: @Sendable (inout [Int16]) -> Void

        init(_ kind: TakeFinding.Kind, at: Double, _ make: @escaping @Sendable (inout [Int16]) -> Void) {
            self.kind = kind
            self.at = at
            self.make = make
        }

        var testDescription: String { "\(kind.rawValue) at \(at) s" }
    }

    private static let flaws = [
        Flaw(.noise, at: 1) { samples in
            let noise = Signal.noise(rate, seed: 3).map { Int16($0 * 5_000) }
            samples.replaceSubrange(seconds(1)..<seconds(2), with: noise)
        },
        Flaw(.tone, at: 2) { samples in
            for index in seconds(2)..<seconds(3.2) {
                samples[index] = Int16(6_000 * sin(2 * .pi * 440 * Double(index) / Double(rate)))
            }
        },
        Flaw(.repeated, at: 2.5) { $0.insert(contentsOf: $0[seconds(1.1)..<seconds(2.5)], at: seconds(2.5)) },
        Flaw(.clipped, at: 3.25) { samples in
            for index in seconds(3.25)..<seconds(3.26) { samples[index] = .max }
        },
        Flaw(.longLead, at: 0) { $0.insert(contentsOf: silence(4), at: 0) },
        Flaw(.longPause, at: 3) { $0.insert(contentsOf: silence(4), at: seconds(3)) },
        // The voice speaks for at least six seconds, between two silences of 0.3 s.
        Flaw(.longTail, at: 6.4) { $0 += silence(4) },
        Flaw(.cutOff, at: 3.05) { $0.removeSubrange(seconds(3.05)...) },
    ]

    private static func silence(_ length: Double) -> [Int16] { [Int16](repeating: 0, count: seconds(length)) }

    @Test(arguments: flaws) func whatIsWrongHasItsPlace(flaw: Flaw) throws {
        var samples = SyntheticVoice().samples
        flaw.make(&samples)
        let findings = AcousticJudge().findings(try measure(samples))
        let found = try #require(findings.first { $0.kind == flaw.kind && $0.at != nil })
        #expect(abs(try #require(found.at) - flaw.at) < 0.15)
    }

    @Test func whatIsAllOverATakeHasNoPlace() throws {
        let samples = SyntheticVoice().samples.map { Int16(clamping: Int($0) / 60 + 1_500) }
        let findings = AcousticJudge().findings(try measure(samples)).filter { [.offset, .tooQuiet].contains($0.kind) }
        #expect(!findings.isEmpty && findings.allSatisfy { $0.at == nil })
    }

    @Test func measuresOfBeforePlacesWereKnownCanBeRead() throws {
        var measures = TakeMeasures()
        measures.noiseSeconds = 1
        measures.noiseAt = 2
        let text = String(decoding: try JSONEncoder().encode(measures), as: UTF8.self)
        #expect(text.contains("\"noiseAt\":2"))
        let old = text.replacing(",\"noiseAt\":2", with: "").replacing("\"noiseAt\":2,", with: "")
        let read = try JSONDecoder().decode(TakeMeasures.self, from: Data(old.utf8))
        #expect(read.noiseSeconds == 1 && read.noiseAt == nil)
    }

    @Test func silenceIsNoTake() {
        var meter = TakeMeter(sampleRate: Self.rate, isThorough: true)
        meter.feed([Int16](repeating: 0, count: Self.rate)[...])
        let measures = meter.finish(saying: "")
        #expect(measures == nil)
    }

    @Test func aVoiceIsKnownAfterADozenTakes() throws {
        let text = "The river was broad and quiet, and nobody spoke for a while."
        var habits = VoiceStatistics()
        var good = TakeMeasures()
        good.speechSeconds = 4
        good.tailSeconds = 0.4
        for _ in 0..<11 { habits.note(good, of: text) }
        #expect(habits.seconds(for: text) == nil)
        habits.note(good, of: text)
        let expected = try #require(habits.seconds(for: text))
        #expect(abs(expected - 4) < 1e-9)
        #expect(try #require(habits.seconds(for: text + " " + text)) > 7)
    }

    @Test(arguments: [(4.0, []), (9.0, [TakeFinding.Kind.tooLong]), (2.0, [.tooShort])])
    func speechIsAsLongAsItsText(seconds: Double, kinds: [TakeFinding.Kind]) {
        var measures = TakeMeasures()
        measures.speechSeconds = seconds
        measures.expectedSeconds = 4
        measures.level = -25
        measures.noiseFloor = -90
        measures.endDrop = 60
        #expect(AcousticJudge().findings(measures).map(\.kind) == kinds)
    }

    @Test func whatIsMissingAtTheEndIsToldByTheSilenceThere() {
        var measures = TakeMeasures()
        (measures.level, measures.noiseFloor, measures.endDrop) = (-25, -90, 60)
        measures.expectedTail = 0.4
        measures.tailSeconds = 0.1
        #expect(AcousticJudge().findings(measures).map(\.kind) == [.cutOff])
    }
}
