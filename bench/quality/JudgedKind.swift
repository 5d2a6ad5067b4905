import Core
import Foundation

/// What the checks said of all takes of one kind.
struct JudgedKind: Encodable {
    var kind: String
    var takes = 0
    /// Those with a finding, by their place among the takes of the kind.
    var rejected: [Int] = []
    /// How many takes each finding was made in.
    var findings: [String: Int] = [:]

    init(_ kind: String) {
        self.kind = kind
    }

    /// Counts one more take.
    mutating func add(_ names: [String]) {
        if !names.isEmpty { rejected.append(takes) }
        for name in names { findings[name, default: 0] += 1 }
        takes += 1
    }

    /// Prints rows as JSON lines.
    static func show(_ rows: [JudgedKind]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        for row in rows { print(String(decoding: try encoder.encode(row), as: UTF8.self)) }
    }
}
