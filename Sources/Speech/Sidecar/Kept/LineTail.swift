internal import Foundation

/// Reads a file that another process still writes, line by line.
actor LineTail {
    /// How often the file is looked at.
    private static let interval = Duration.milliseconds(50)

    private let file: FileHandle
    private let isOver: @Sendable () -> Bool
    private var splitter = LineSplitter()
    private var whole: [String] = []

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
        while whole.isEmpty {
            // Asked first: what is written before the end is still read.
            let isLast = isOver()
            if let more = try? file.readToEnd(), !more.isEmpty {
                whole = splitter.add(more)
                continue
            }
            if isLast { return splitter.finish() }
            guard (try? await Task.sleep(for: Self.interval)) != nil else { return nil }
        }
        return whole.removeFirst()
    }
}
