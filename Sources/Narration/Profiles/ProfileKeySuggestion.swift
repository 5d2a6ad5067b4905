internal import TextKit

extension ProfileKey {
    private static let names = all.map { key in
        let parts = key.path.split(separator: ".").map(String.init)
        return (table: parts[0], key: parts[1])
    }

    /// What may have been meant by a table, or by a key in it, that there is not; a sentence, nil where nothing is near.
    package static func suggestion(for unknown: String) -> String? {
        let parts = unknown.split(separator: ".", maxSplits: 1).map(String.init)
        guard let table = parts.first else { return nil }
        let key = parts.count > 1 ? parts[1] : nil
        if keys(of: table).isEmpty {
            if key == nil, let misplaced = names.first(where: { $0.key == table }) { return question(misplaced) }
            guard let near = table.nearest(in: names.map(\.table)) else { return nil }
            let wanted = key.flatMap { $0.nearest(in: keys(of: near)) }
            return wanted.map { question((near, $0)) } ?? "Did you mean \(heading(near))?"
        }
        guard let key else { return "It is a table: write its keys below \(heading(table))." }
        if let near = key.nearest(in: keys(of: table)) { return question((table, near)) }
        if let misplaced = names.first(where: { $0.key == key }) { return question(misplaced) }
        return "The keys of \(heading(table)) are: \(keys(of: table).joined(separator: ", "))."
    }

    private static func keys(of table: String) -> [String] { names.filter { $0.table == table }.map(\.key) }

    private static func question(_ name: (table: String, key: String)) -> String {
        "Did you mean \(name.table).\(name.key)?"
    }

    private static func heading(_ table: String) -> String {
        table == endpointTable ? "[[\(table)]]" : "[\(table)]"
    }
}

extension String {
    /// The one of some words that this may be a slip of: a third of its letters may be wrong.
    fileprivate func nearest(in words: [String]) -> String? {
        let limit = Swift.max(1, count / 3)
        var edits = EditDistance(countsSwaps: true)
        let distances = words.map { (word: $0, distance: edits.between($0, self)) }
        return distances.min { $0.distance < $1.distance }.flatMap { $0.distance <= limit ? $0.word : nil }
    }
}
