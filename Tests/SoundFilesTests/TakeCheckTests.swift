import BatchCore
import Foundation
import Testing

@testable import SoundFiles

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
        TakeJudge().findings(try measure(samples, saying: text)).map(\.kind)
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

    @Test func silenceIsNoTake() {
        var meter = TakeMeter(sampleRate: Self.rate, isThorough: true)
        meter.feed([Int16](repeating: 0, count: Self.rate)[...])
        let measures = meter.finish(saying: "")
        #expect(measures == nil)
    }

    @Test func aVoiceIsKnownAfterADozenTakes() throws {
        let text = "The river was broad and quiet, and nobody spoke for a while."
        var habits = VoiceHabits()
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
        #expect(TakeJudge().findings(measures).map(\.kind) == kinds)
    }

    @Test func whatIsMissingAtTheEndIsToldByTheSilenceThere() {
        var measures = TakeMeasures()
        (measures.level, measures.noiseFloor, measures.endDrop) = (-25, -90, 60)
        measures.expectedTail = 0.4
        measures.tailSeconds = 0.1
        #expect(TakeJudge().findings(measures).map(\.kind) == [.cutOff])
    }
}
