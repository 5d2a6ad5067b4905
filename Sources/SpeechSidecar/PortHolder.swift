internal import Foundation

/// The process that listens on a TCP port of this machine.
struct PortHolder: Sendable, Hashable {
    var pid: Int32
    var program: String

    /// Looks a listener up; nil where none is found or the system does not tell.
    static func listening(on port: Int) -> PortHolder? {
        #if os(Linux)
        let inodes = listeningInodes(port: port)
        guard !inodes.isEmpty else { return nil }
        let files = FileManager.default
        for entry in (try? files.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let pid = Int32(entry) else { continue }
            for descriptor in (try? files.contentsOfDirectory(atPath: "/proc/\(pid)/fd")) ?? [] {
                let target = try? files.destinationOfSymbolicLink(atPath: "/proc/\(pid)/fd/\(descriptor)")
                if let target, inodes.contains(target) {
                    return PortHolder(pid: pid, program: programName(of: pid))
                }
            }
        }
        #endif
        return nil
    }
}

#if os(Linux)
extension PortHolder {
    /// The link texts (`socket:[123]`) of the sockets that listen on the port, from the kernel's socket tables.
    private static func listeningInodes(port: Int) -> Set<String> {
        let hexPort = String(format: ":%04X", port)
        let listening = "0A"
        var inodes: Set<String> = []
        for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
            guard let text = try? String(contentsOfFile: table, encoding: .utf8) else { continue }
            for line in text.split(separator: "\n").dropFirst() {
                let fields = line.split(separator: " ", omittingEmptySubsequences: true)
                guard fields.count > 9, fields[1].hasSuffix(hexPort), fields[3] == listening else { continue }
                inodes.insert("socket:[\(fields[9])]")
            }
        }
        return inodes
    }

    private static func programName(of pid: Int32) -> String {
        let name = try? String(contentsOfFile: "/proc/\(pid)/comm", encoding: .utf8)
        return name?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "unknown"
    }
}
#endif
