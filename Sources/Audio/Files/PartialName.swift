internal import Foundation
internal import TextKit

/// The hidden names under which output is written until it is whole: `.NAME.RANDOM.partial` beside the target.
enum PartialName {
    private static let suffix = ".partial"
    /// Bytes of the final name that are kept: with the random part it stays below the usual 255 of a file name.
    private static let keptBytes = 200

    /// A fresh hidden name beside `target`.
    static func url(for target: URL) -> URL {
        let random = String(UInt64.random(in: .min ... .max), radix: 36)
        return target.deletingLastPathComponent().appending(path: prefix(of: target) + random + suffix)
    }

    /// Whether `name` is a hidden name, of `target` if that is given.
    static func matches(_ name: String, target: URL?) -> Bool {
        guard name.hasPrefix("."), name.hasSuffix(suffix) else { return false }
        guard let target else { return true }
        let start = prefix(of: target)
        return name.hasPrefix(start) && !name.dropFirst(start.count).dropLast(suffix.count).contains(".")
    }

    private static func prefix(of target: URL) -> String {
        "." + FileName.truncated(target.lastPathComponent, toUTF8Bytes: keptBytes) + "."
    }
}
