/// Orders names as people do: `ch2` before `ch10`, whatever the case.
enum NaturalOrder {
    static func areInOrder(_ first: String, _ second: String) -> Bool {
        let parts = (chunks(first), chunks(second))
        for (left, right) in zip(parts.0, parts.1) where left != right {
            return left.isBefore(right)
        }
        return parts.0.count == parts.1.count ? first < second : parts.0.count < parts.1.count
    }

    /// A run of digits or of anything else.
    private enum Chunk: Equatable {
        /// Digits without leading zeros, as text: numbers have no largest one.
        case number(String)
        case text(String)

        func isBefore(_ other: Chunk) -> Bool {
            switch (self, other) {
            case (.number(let left), .number(let right)): (left.count, left) < (right.count, right)
            case (.text(let left), .text(let right)): left < right
            case (.number, .text): true
            case (.text, .number): false
            }
        }
    }

    private static func chunks(_ name: String) -> [Chunk] {
        var result: [Chunk] = []
        var rest = Substring(name.lowercased())
        while let first = rest.first {
            let isDigit = ("0"..."9").contains(first)
            let run = rest.prefix { ("0"..."9").contains($0) == isDigit }
            result.append(isDigit ? .number(String(run.drop { $0 == "0" })) : .text(String(run)))
            rest = rest.dropFirst(run.count)
        }
        return result
    }
}
