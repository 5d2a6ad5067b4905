/// The levels of a job's finished files, the book first.
package struct LevelReport: Sendable, Hashable {
    package let files: [FileLevels]

    package init(files: [FileLevels]) {
        self.files = files
    }
}
