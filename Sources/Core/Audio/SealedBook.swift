/// Output files that are whole and on the disk, before they get their own names.
///
/// It is recorded first, so that after a crash the files under those names can be told from other people's.
package struct SealedBook: Sendable, Hashable, Codable {
    /// The book first, then its chapters in order where they were asked for.
    package var files: [SealedFile]
    /// What stands beside the book to check it by; nil in records of before there was one.
    package var manifest: SealedFile?
    /// The length of the book in seconds.
    package var audioSeconds: Double
    /// Where each chapter starts in the book, in seconds.
    package var chapterStarts: [Double]

    package init(files: [SealedFile], manifest: SealedFile? = nil, audioSeconds: Double, chapterStarts: [Double]) {
        self.files = files
        self.manifest = manifest
        self.audioSeconds = audioSeconds
        self.chapterStarts = chapterStarts
    }
}
