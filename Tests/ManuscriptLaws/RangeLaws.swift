internal import Core
internal import Manuscripts

/// Looks at where segments, omissions and diagnostics lie in the source.
struct RangeLaws {
    let book: Book

    func breaches() -> [Breach] {
        let bytes = Array(book.source.text.utf8)
        return misplaced(book.segments.map(\.range), "segment", in: bytes)
            + misplaced(book.manuscript.omissions.map(\.range), "omission", in: bytes)
            + diagnostics(bytes)
    }

    private func misplaced(_ ranges: [SourceRange], _ kind: String, in bytes: [UInt8]) -> [Breach] {
        var end = 0
        return ranges.compactMap { range in
            defer { end = range.end }
            let isInside = range.start >= end && range.length > 0 && range.end <= bytes.count
            let isBetweenScalars = isInside && [range.start, range.end].allSatisfy { isStart($0, in: bytes) }
            return isBetweenScalars ? nil : Breach(.ranges, "\(kind) at \(range.start)..<\(range.end) after \(end)")
        }
    }

    private func isStart(_ offset: Int, in bytes: [UInt8]) -> Bool {
        offset == bytes.count || bytes[offset] & 0xC0 != 0x80
    }

    private func diagnostics(_ bytes: [UInt8]) -> [Breach] {
        let diagnostics = book.manuscript.diagnostics
        // Every end of a line has a byte, so there are no more lines than that.
        let wrong = diagnostics.filter { $0.line.map { !(1...bytes.count + 1).contains($0) } ?? false }
        let reported = diagnostics.map(\.code).filter { $0.hasPrefix("text.omitted.") }.sorted()
        let reasons = Set(book.manuscript.omissions.map { "text.omitted.\($0.reason.rawValue)" }).sorted()
        return wrong.map { Breach(.diagnostics, "no such line: \($0)") }
            + (reported == reasons ? [] : [Breach(.diagnostics, "\(reported) instead of \(reasons)")])
    }
}
