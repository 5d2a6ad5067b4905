/// What separates a segment from the next one, and so how long the silence between them is.
package enum Boundary: String, Sendable, Hashable, Codable, CaseIterable {
    /// Inside a sentence that was too long for one request.
    case clause
    case sentence
    case paragraph
    /// After a heading, before the text under it.
    case heading
    case sceneBreak
    /// After the last segment of a chapter.
    case chapter
}
