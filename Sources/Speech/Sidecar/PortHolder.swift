internal import Foundation

/// The process that listens on a TCP port of this machine.
struct PortHolder: Sendable, Hashable {
    var pid: Int32
    var program: String

    /// Whether a listener on this machine keeps another one from the port.
    static func isTaken(_ port: Int) -> Bool {
        #if canImport(Darwin)
        let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        let outcome = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return outcome != 0 && errno == EADDRINUSE
    }

    /// Looks a listener up; nil where none is found or the system does not tell.
    static func listening(on port: Int) -> PortHolder? {
        #if os(Linux)
        // The kernel's tables change while they are read, and then may lack a line.
        for _ in 0..<lookups {
            if let holder = look(for: listeningInodes(port: port)) { return holder }
            Thread.sleep(forTimeInterval: 0.02)
        }
        #endif
        return nil
    }
}

#if os(Linux)
extension PortHolder {
    private static let lookups = 10

    /// The process that has one of the sockets open.
    private static func look(for inodes: Set<String>) -> PortHolder? {
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
        return nil
    }

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
