package import Core
internal import Foundation

#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

extension ProcessIdentity {
    /// How often it is looked whether a process has ended.
    private static let interval = Duration.milliseconds(50)
    /// How long the system gets to clear a killed process away.
    private static let clearing = Duration.seconds(5)

    /// Ends the process, the leader of its group, with the whole group: asks first, and kills what is left after `grace`.
    ///
    /// Nothing is sent to a process that only happens to have the same id.
    ///
    /// - Returns: Whether it has ended.
    package func endGroup(grace: Duration) async -> Bool {
        guard pid > 1, liveness == .alive else { return liveness == .dead }
        _ = kill(pid, SIGTERM)
        // A stopped process hears nothing until it goes on.
        _ = kill(pid, SIGCONT)
        if await waitForEnd(atMost: grace) {
            // Its id names no other group while members of this one are left.
            _ = kill(-pid, SIGKILL)
            return true
        }
        _ = kill(-pid, SIGKILL)
        return await waitForEnd(atMost: Self.clearing)
    }

    private func waitForEnd(atMost limit: Duration) async -> Bool {
        let deadline = ContinuousClock.now + limit
        while !isCleared {
            guard ContinuousClock.now < deadline else { return false }
            // A cancelled task looks once more and goes on.
            guard (try? await Task.sleep(for: Self.interval)) != nil else { return isCleared }
        }
        return true
    }

    /// Whether it has ended; a child of this process is cleared away with that.
    private var isCleared: Bool {
        switch waitpid(pid, nil, WNOHANG) {
        case pid: true
        case 0: false
        default: liveness != .alive
        }
    }
}
