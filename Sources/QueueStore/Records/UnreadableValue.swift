/// A stored word that stands for nothing this program knows, such as the state of a later version.
struct UnreadableValue: Error {
    /// What it should have been, such as `JobState`.
    let kind: String
    let text: String
}
