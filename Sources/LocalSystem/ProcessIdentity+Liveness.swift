package import Core
internal import Foundation

#if canImport(Darwin)
internal import Darwin
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
