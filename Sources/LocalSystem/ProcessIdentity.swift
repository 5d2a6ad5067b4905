package import Core
internal import Foundation

#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

extension ProcessIdentity {
    /// The identity of this process.
    package static func current() -> ProcessIdentity {
        let pid = ProcessInfo.processInfo.processIdentifier
        return ProcessIdentity(pid: pid, bootID: bootID() ?? "", startTicks: startTicks(of: pid) ?? 0)
    }

    /// The identity of a process of this machine; nil when there is none with that id.
    package init?(pid: Int32) {
        guard let bootID = Self.bootID(), let startTicks = Self.startTicks(of: pid) else { return nil }
        self.init(pid: pid, bootID: bootID, startTicks: startTicks)
    }

    /// The identity of a process that was just started; one that ended already is nobody's.
    package static func launched(_ pid: Int32) -> ProcessIdentity {
        ProcessIdentity(pid: pid) ?? ProcessIdentity(pid: pid, bootID: bootID() ?? "", startTicks: 0)
    }

    /// Whether that very process still runs: the same boot, the same id and the same start.
    ///
    /// A zombie is dead. A process of another machine, another container or another boot cannot be seen from here.
    package var liveness: ProcessLiveness {
        guard let here = Self.bootID() else { return .unseen }
        guard bootID == here else { return Self.isEarlierBoot(bootID, here: here) ? .dead : .unseen }
        return startTicks == Self.startTicks(of: pid) ? .alive : .dead
    }

    #if canImport(Darwin)
    private static func bootID() -> String? {
        var size = 0
        guard sysctlbyname("kern.bootsessionuuid", nil, &size, nil, 0) == 0, size > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: size)
        guard sysctlbyname("kern.bootsessionuuid", &bytes, &size, nil, 0) == 0 else { return nil }
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func isEarlierBoot(_ other: String, here: String) -> Bool { false }

    /// Microseconds since 1970 at which the process started.
    private static func startTicks(of pid: Int32) -> Int64? {
        var name = [CTL_KERN, KERN_PROC, KERN_PROC_PID, pid]
        var info = kinfo_proc()
        var size = MemoryLayout<kinfo_proc>.stride
        guard sysctl(&name, UInt32(name.count), &info, &size, nil, 0) == 0, size > 0 else { return nil }
        guard Int32(info.kp_proc.p_stat) != SZOMB else { return nil }
        let start = info.kp_proc.p_un.__p_starttime
        return Int64(start.tv_sec) * 1_000_000 + Int64(start.tv_usec)
    }
    #else
    /// The boot, the pid namespace in it, since the processes of another container have ids of their own, and the machine.
    private static func bootID() -> String? {
        guard
            let boot = ProcFile.contents("sys/kernel/random/boot_id")?.trimmingCharacters(in: .whitespacesAndNewlines),
            let namespace = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
        else { return nil }
        let machine = try? String(contentsOfFile: "/etc/machine-id", encoding: .utf8)
        return [boot, namespace, machine?.trimmingCharacters(in: .whitespacesAndNewlines)]
            .compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// The pid namespace of a machine that is no container; its number is fixed (`PROC_PID_INIT_INO`).
    private static let machineNamespace = "pid:[4026531836]"

    /// Whether a boot is over, because its machine is this one.
    ///
    /// Only outside of containers: those made from one image may all have its machine id.
    static func isEarlierBoot(_ other: String, here: String) -> Bool {
        let (other, here) = (other.split(separator: " "), here.split(separator: " "))
        return here.count == 3 && here[1] == machineNamespace && here[1...] == other.dropFirst()
    }

    private static func startTicks(of pid: Int32) -> Int64? { ProcessStat(of: pid)?.startTicks }
    #endif

    /// Whether it belongs to this boot of this machine, and to no other container.
    var isOfThisBoot: Bool { bootID == Self.bootID() }
}

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
        // A stopped process gets no signal until it goes on.
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

#if os(Linux)
/// What `/proc/PID/stat` says of a process that lives (`man 5 proc`).
struct ProcessStat {
    /// Field 5.
    let group: Int32
    /// Field 6.
    let session: Int32
    /// Field 22, in clock ticks since boot.
    let startTicks: Int64

    /// Reads it; nil when there is no such process, or only a zombie.
    init?(of pid: Int32) {
        // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
        guard let stat = ProcFile.contents("\(pid)/stat"), let name = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: name)...].split(separator: " ")
        guard fields.count > 19, !["Z", "X"].contains(fields[0]), let group = Int32(fields[2]),
            let session = Int32(fields[3]), let startTicks = Int64(fields[19])
        else { return nil }
        self.group = group
        self.session = session
        self.startTicks = startTicks
    }
}

/// The small files by which Linux tells of itself.
enum ProcFile {
    /// All of a file below `/proc`; they say that they are empty, so they are read until their end.
    static func contents(_ path: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: "/proc/\(path)"), let data = try? file.readToEnd() else {
            return nil
        }
        return String(decoding: data, as: UTF8.self)
    }
}
#endif
