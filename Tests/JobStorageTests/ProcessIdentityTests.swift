import BatchCore
import Foundation
import JobStorage
import Testing

@Suite struct ProcessIdentityTests {
    @Test func thisProcessIsAlive() {
        let identity = ProcessIdentity.current()
        #expect(identity.pid == ProcessInfo.processInfo.processIdentifier)
        #expect(!identity.bootID.isEmpty)
        #expect(identity.startTicks > 0)
        #expect(identity.isAlive)
    }

    @Test func aUsedAgainIdIsAnotherProcess() {
        var identity = ProcessIdentity.current()
        identity.startTicks -= 1
        #expect(!identity.isAlive)
    }

    @Test func anotherBootIsAnotherProcess() {
        var identity = ProcessIdentity.current()
        identity.bootID = "another"
        #expect(!identity.isAlive)
    }

    @Test func anIdThatNobodyHasIsDead() {
        var identity = ProcessIdentity.current()
        identity.pid = .max
        #expect(!identity.isAlive)
    }
}
