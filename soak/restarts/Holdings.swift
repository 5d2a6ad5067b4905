internal import Foundation

/// What this process holds on to, as Linux's `/proc` tells it.
struct Holdings {
    var descriptors: Int
    /// Processes that it started and that still run.
    var children: Int
    /// Processes that it started, that ended, and that it has not waited for.
    var zombies: Int
    var threads: Int
    /// Resident memory in MiB.
    var mebibytes: Double

    var json: String {
        """
        {"descriptors": \(descriptors), "children": \(children), "zombies": \(zombies), "threads": \(threads), \
        "mebibytes": \(Int(mebibytes.rounded()))}
        """
    }

    static func current() throws -> Holdings {
        let files = FileManager.default
        let children = try states(ofChildrenOf: ProcessInfo.processInfo.processIdentifier)
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let memory = status.firstMatch(of: /VmRSS:\s+(\d+) kB/).flatMap { Double($0.1) } ?? 0
        return Holdings(
            descriptors: try files.contentsOfDirectory(atPath: "/proc/self/fd").count,
            children: children.count { $0 != "Z" },
            zombies: children.count { $0 == "Z" },
            threads: try files.contentsOfDirectory(atPath: "/proc/self/task").count,
            mebibytes: memory / 1024
        )
    }

    /// The letters by which the kernel names the states of a process's children (`man 5 proc`).
    private static func states(ofChildrenOf parent: Int32) throws -> [Substring] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { entry in
            guard Int32(entry) != nil, let stat = try? String(contentsOfFile: "/proc/\(entry)/stat", encoding: .utf8),
                let name = stat.lastIndex(of: ")")
            else { return nil }
            let fields = stat[stat.index(after: name)...].split(separator: " ")
            return fields.count > 1 && fields[1] == "\(parent)" ? fields[0] : nil
        }
    }
}
