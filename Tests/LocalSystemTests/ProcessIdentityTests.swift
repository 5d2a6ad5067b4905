import BatchCore
import Foundation
import LocalSystem
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

    @Test func anIdThatNobodyHasIsDead() {
        var identity = ProcessIdentity.current()
        identity.pid = .max
        #expect(identity.liveness == .dead)
    }
}
