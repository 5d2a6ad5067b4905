import Core
@testable import Speech
import Testing

@Suite("Whose fault a failure is") struct RequestBlameTests {
    private let start = SuspendingClock.now

    private func error(_ code: ErrorCode) -> BatchError { BatchError(code, "It failed.", remedy: "Wait.") }

    /// Judges a failure some seconds after the start.
    private func judge(
        _ blame: inout RequestBlame,
        _ code: ErrorCode,
        at index: Int = 0,
        lastGood: Int?,
        after seconds: Int = 10,
        hasOther: Bool = false
    ) -> RequestBlame.Judgement {
        blame.judge(
            error(code),
            at: index,
            lastGood: lastGood.map { start + .seconds($0) },
            start: start,
            now: start + .seconds(seconds),
            hasOther: hasOther
        )
    }

    @Test(arguments: ErrorCode.allCases.filter(\.isOfEndpoint))
    func troubleOfTheEndpointIsNeverTheTexts(code: ErrorCode) {
        var blame = RequestBlame()
        for _ in 0..<50 { #expect(judge(&blame, code, lastGood: 5) == .suspendAndRetry) }
    }

    @Test(arguments: [ErrorCode.synthesisRejected, .synthesisRunaway, .outputDiskFull])
    func whatIsNotTheEndpointsIsGivenUpAtOnce(code: ErrorCode) {
        var blame = RequestBlame()
        #expect(judge(&blame, code, lastGood: nil) == .giveUp)
    }

    @Test func aRunawayIsTriedOnceElsewhere() {
        var blame = RequestBlame()
        #expect(judge(&blame, .synthesisRunaway, lastGood: 5, hasOther: true) == .retry)
        #expect(blame.tried == [0])
        #expect(judge(&blame, .synthesisRunaway, at: 1, lastGood: 5, hasOther: true) == .giveUp)
    }

    @Test(arguments: [ErrorCode.synthesisFailed, .synthesisTimeout])
    func theFirstFailureIsFree(code: ErrorCode) {
        var silent = RequestBlame()
        #expect(judge(&silent, code, lastGood: nil) == .suspendAndRetry)
        var speaking = RequestBlame()
        #expect(judge(&speaking, code, lastGood: 5) == .retry)
        #expect(speaking.tried == [0])
    }

    @Test(arguments: [ErrorCode.synthesisFailed, .synthesisTimeout])
    func theSecondIsTheTextsWhereOthersAreSpokenWell(code: ErrorCode) {
        var blame = RequestBlame()
        _ = judge(&blame, code, lastGood: 5, after: 10)
        // Nothing good since the first failure: the endpoint has to show that it speaks.
        #expect(judge(&blame, code, at: 1, lastGood: 9, after: 20) == .suspendAndRetry)
        #expect(judge(&blame, code, at: 1, lastGood: 25, after: 30) == .giveUp)
    }

    @Test func badAudioOfAnEndpointThatSpeaksWellIsTheTexts() {
        var blame = RequestBlame()
        #expect(judge(&blame, .synthesisBadAudio, lastGood: nil) == .suspendAndRetry)
        #expect(judge(&blame, .synthesisBadAudio, lastGood: 12, after: 20) == .giveUp)
        var other = RequestBlame()
        #expect(judge(&other, .synthesisBadAudio, lastGood: 5) == .giveUp)
    }
}
