import Core
import Foundation
@testable import LocalSystem
import Testing

@Suite struct ProcessIdentityTests {
    @Test func thisProcessIsAlive() {
        let identity = ProcessIdentity.current()
        #expect(identity.pid == ProcessInfo.processInfo.processIdentifier)
        #expect(!identity.bootID.isEmpty)
        #expect(identity.startTicks > 0)
        #expect(identity.liveness == .alive)
    }

    @Test func aUsedAgainIdIsAnotherProcess() {
        var identity = ProcessIdentity.current()
        identity.startTicks -= 1
        #expect(identity.liveness == .dead)
    }

    @Test func aProcessOfAnotherBootOrContainerCannotBeSeen() {
        var identity = ProcessIdentity.current()
        identity.bootID = "another"
        #expect(identity.liveness == .unseen)
    }

    #if os(Linux)
    @Test(arguments: [
        ("b pid:[4026531836] m", true), ("b pid:[4026531836] n", false), ("b pid:[4026531836]", false),
        ("b pid:[4026532500] m", false), ("b", false), ("", false),
    ])
    func anEarlierBootOfThisMachineIsOver(other: String, isOver: Bool) {
        #expect(ProcessIdentity.isEarlierBoot(other, here: "a pid:[4026531836] m") == isOver)
        // A container may have its machine id from its image.
        #expect(!ProcessIdentity.isEarlierBoot("b pid:[4026532500] m", here: "a pid:[4026532500] m"))
    }
    #endif

    @Test func anIdThatNobodyHasIsDead() {
        var identity = ProcessIdentity.current()
        identity.pid = .max
        #expect(identity.liveness == .dead)
    }
}
