internal import Foundation
internal import Manuscripts

/// The stages that turn a file into segments.
enum Planner {
    static func plan(_ bytes: [UInt8], name: String) {
        // What is refused was looked at to its end too.
        guard let source = try? SourceReader().read(Data(bytes), name: name),
            let manuscript = try? ManuscriptParser().parse(source)
        else { return }
        _ = SegmentPlanner().plan(manuscript)
    }
}
