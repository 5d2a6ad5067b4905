#if os(Linux)
internal import Foundation

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
