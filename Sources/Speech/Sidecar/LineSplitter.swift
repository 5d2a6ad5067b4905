internal import Foundation

/// Puts lines together from pieces of bytes; what is longer than any line should be is cut.
struct LineSplitter {
    /// The longest line, in bytes; an announcement of thousands of voices is shorter.
    static let longest = 1 << 20

    private var rest = Data()

    /// The lines that are complete with these bytes, without their ends.
    mutating func add(_ bytes: Data) -> [String] {
        var lines: [String] = []
        var left = bytes[...]
        while let end = left.firstIndex(of: UInt8(ascii: "\n")) {
            rest.append(contentsOf: left[..<end])
            lines += take()
            left = left[left.index(after: end)...]
        }
        rest.append(contentsOf: left)
        while rest.count > Self.longest {
            lines.append(Self.text(rest.prefix(Self.longest)))
            rest = Data(rest.dropFirst(Self.longest))
        }
        return lines
    }

    /// The line in `rest`, in pieces where it is too long.
    private mutating func take() -> [String] {
        defer { rest = Data() }
        let starts = stride(from: 0, to: max(1, rest.count), by: Self.longest)
        return starts.map { Self.text(Data(rest.dropFirst($0).prefix(Self.longest))) }
    }

    /// What came after the last end of a line; nil when nothing did.
    mutating func finish() -> String? {
        defer { rest = Data() }
        return rest.isEmpty ? nil : Self.text(rest)
    }

    private static func text(_ bytes: Data) -> String {
        String(decoding: bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes, as: UTF8.self)
    }
}
