internal import Core

/// Finds out whether the ranges of a manifest can be those of a book.
enum ManifestRanges {
    /// What is wrong, in words.
    static func problems(_ manifest: BookManifest) -> [String] {
        var found = chapterProblems(manifest)
        var (end, sourceEnd) = (0, 0)
        for (index, segment) in manifest.segments.enumerated() {
            let name = "segment \(segment.ordinal)"
            if segment.ordinal != index + 1 { found.append("\(name) stands where segment \(index + 1) belongs") }
            if segment.start < end { found.append("\(name) begins before the one before ends") }
            if segment.end <= segment.start || segment.end > manifest.audio.samples {
                found.append("\(name) ends before it begins, or after the book")
            }
            if segment.sourceStart < sourceEnd || segment.sourceEnd <= segment.sourceStart {
                found.append("\(name) stands in the source before the one before ends")
            }
            if !manifest.chapters.indices.contains(segment.chapter - 1) {
                found.append("\(name) is in a chapter that is not there")
            } else if case let chapter = manifest.chapters[segment.chapter - 1],
                segment.start < chapter.start || segment.end > chapter.end
            {
                found.append("\(name) is not inside its chapter")
            }
            (end, sourceEnd) = (max(end, segment.end), max(sourceEnd, segment.sourceEnd))
        }
        if manifest.segments.last?.boundary != .chapter { found.append("the last segment does not end a chapter") }
        return found
    }

    private static func chapterProblems(_ manifest: BookManifest) -> [String] {
        var found: [String] = []
        var end = 0
        for (index, chapter) in manifest.chapters.enumerated() {
            if chapter.start != end || chapter.end < chapter.start {
                found.append("chapter \(index + 1) does not begin where the one before ends")
            }
            end = chapter.end
        }
        if end != manifest.audio.samples { found.append("the last chapter does not end with the book") }
        return found
    }
}
