internal import Core
internal import Foundation

extension BookAssembler {
    /// Writes a take that the reader holds open.
    func write(_ placement: Placement, through take: TakeRenderer?) throws {
        try renderer.begin(placement, of: marks[placement.chapter])
        if let take {
            try render(placement, through: take, at: renderer.book.samples, receive: renderer.append)
        } else {
            try reader.stream(placement.range, to: renderer.append)
        }
        renderer.endTake()
    }

    /// Renders a take that the reader holds open.
    func render(
        _ placement: Placement,
        through take: TakeRenderer,
        at position: Int,
        receive: (ArraySlice<Int16>) throws -> Void
    ) throws {
        take.begin(count: placement.samples, at: position)
        var left = placement.range.count
        try reader.stream(placement.range) { samples in
            left -= samples.count
            try receive(take.process(samples, isLast: left == 0)[...])
        }
    }

    var finishedChapters: [FinishedChapter] {
        let ends = marks.dropFirst().map(\.start) + [renderer.book.samples]
        return zip(marks, ends).map { mark, end in
            FinishedChapter(title: mark.title, startSeconds: seconds(mark.start), endSeconds: seconds(end))
        }
    }

    func seconds(_ samples: Int) -> Double { Double(samples) / Double(configuration.rates.output) }

    /// Refuses a book that stands already, before hours are spent on it.
    static func checkTarget(_ configuration: AssemblyConfiguration) throws {
        guard FileSystem.exists(configuration.book) else { return }
        guard !FileSystem.isFolder(configuration.book) else {
            throw OutputTrouble.exists(configuration.book.path, because: "it is a folder")
        }
        guard configuration.overwrite else { throw OutputTrouble.exists(configuration.book.path) }
    }
}
