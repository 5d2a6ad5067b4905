internal import Foundation

/// Reads a file that another process still writes, line by line.
actor LineTail {
    /// How often the file is looked at.
    private static let interval = Duration.milliseconds(50)

    private let file: FileHandle
    private let isOver: @Sendable () -> Bool
    private var rest = Data()

    /// - Parameters:
    ///   - file: The file, from where its reading goes on.
    ///   - isOver: Whether nobody writes any more.
    init(_ file: FileHandle, isOver: @escaping @Sendable () -> Bool) {
        self.file = file
        self.isOver = isOver
    }

    nonisolated var lines: AsyncStream<String> { AsyncStream { await self.next() } }

    /// The next whole line; nil once nobody writes any more, or the task is cancelled.
    private func next() async -> String? {
        while true {
            if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                defer { rest = Data(rest[rest.index(after: end)...]) }
                return String(decoding: rest[..<end], as: UTF8.self)
            }
            // Asked first: what is written before the end is still read.
            let isLast = isOver()
            if let more = try? file.readToEnd(), !more.isEmpty {
                rest += more
                continue
            }
            if isLast { return nil }
            guard (try? await Task.sleep(for: Self.interval)) != nil else { return nil }
        }
    }
}
