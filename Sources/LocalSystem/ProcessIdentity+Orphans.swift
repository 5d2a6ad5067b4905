package import Core
internal import Foundation

extension ProcessIdentity {
    /// Whether the process, which led a session of its own, is gone while others of that session that run the same program
    /// live on.
    ///
    /// Its id alone proves nothing once it is gone: another program may have got it since. So its id must be nobody's now, which
    /// the system sees to as long as any of its group live, and those must name the program in their command lines.
    package func hasOrphans(of program: String) -> Bool {
        #if os(Linux)
        guard pid > 1, isOfThisBoot, ProcessStat(of: pid) == nil else { return false }
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.lazy.compactMap { Int32($0) }.contains { member in
            guard let stat = ProcessStat(of: member), stat.group == pid, stat.session == pid else { return false }
            let words = ProcFile.contents("\(member)/cmdline")?.split(separator: "\u{0}") ?? []
            return stat.startTicks >= startTicks && words.contains { $0 == program }
        }
        #else
        return false
        #endif
    }

    /// Ends what `hasOrphans` tells of.
    package func endOrphans(of program: String) {
        if hasOrphans(of: program) { _ = kill(-pid, SIGKILL) }
    }
}
