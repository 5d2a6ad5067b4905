package import BatchCore
internal import Foundation

#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

extension ProcessIdentity {
    /// Whether the process, which led a session of its own, is dead while others of its group live on.
    ///
    /// The system gives its id to nobody as long as they do, so they are its own.
    package var hasOrphans: Bool {
        guard pid > 1, liveness == .dead else { return false }
        #if os(Linux)
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.contains { Int32($0) != nil && Self.isOrphan($0, of: self) }
        #else
        return false
        #endif
    }

    /// Ends what `hasOrphans` tells of.
    package func endOrphans() {
        if hasOrphans { _ = kill(-pid, SIGKILL) }
    }

    /// Fields 3, 5, 6 and 22 of `/proc/PID/stat`: state, process group, session and start.
    private static func isOrphan(_ entry: String, of leader: ProcessIdentity) -> Bool {
        guard let file = FileHandle(forReadingAtPath: "/proc/\(entry)/stat"), let data = try? file.readToEnd() else {
            return false
        }
        let stat = String(decoding: data, as: UTF8.self)
        guard let name = stat.lastIndex(of: ")") else { return false }
        let fields = stat[stat.index(after: name)...].split(separator: " ")
        guard fields.count > 19, !["Z", "X"].contains(fields[0]), let start = Int64(fields[19]) else { return false }
        return Int32(fields[2]) == leader.pid && Int32(fields[3]) == leader.pid && start >= leader.startTicks
    }
}
