package import Foundation

/// A whole, checked copy of the queue.
package struct StoreBackup: Sendable, Hashable {
    package var file: URL
    /// When it was made, to the second.
    package var madeAt: Date
}

extension StoreBackup {
    private static let prefix = "queue-"
    private static let suffix = ".sqlite"
    private static let style = Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted)

    /// The copy of that moment: `queue-20261124T021530Z.sqlite`.
    init(in folder: URL, madeAt: Date) {
        file = folder.appending(path: Self.prefix + madeAt.formatted(Self.style) + Self.suffix)
        self.madeAt = madeAt
    }

    /// The copy that has this name; nil for any other file.
    init?(in folder: URL, name: String) {
        guard name.hasPrefix(Self.prefix), name.hasSuffix(Self.suffix) else { return nil }
        let stamp = name.dropFirst(Self.prefix.count).dropLast(Self.suffix.count)
        guard let madeAt = try? Date(String(stamp), strategy: Self.style) else { return nil }
        file = folder.appending(path: name)
        self.madeAt = madeAt
    }
}
