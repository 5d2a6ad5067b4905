/// Output files that are complete and on disk, before they get their final names.
///
/// It is recorded first, so that after a crash these files can be told from files of other origin.
package struct SealedBook: Sendable, Hashable, Codable {
    /// The book first, then its chapters in order where they were asked for.
    package var files: [SealedFile]
    /// The manifest beside the book; nil in records from before there was one.
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

/// One file of a sealed book: its path, and the attributes that a rename does not change.
package struct SealedFile: Sendable, Hashable, Codable {
    /// Its final path, which it may not have yet.
    package var path: String
    package var inode: UInt64
    package var bytes: Int64
    /// When it was written last, in nanoseconds since 1970.
    package var modifiedAt: Int64

    package init(path: String, inode: UInt64, bytes: Int64, modifiedAt: Int64) {
        self.path = path
        self.inode = inode
        self.bytes = bytes
        self.modifiedAt = modifiedAt
    }
}

/// A container and encoding that finished audio can be written in.
package enum AudioFormat: String, Sendable, Hashable, Codable, CaseIterable {
    /// 16-bit PCM WAV; becomes RF64 past 4 GiB.
    case wav
    case flac
    case mp3
    /// Ogg Vorbis.
    case ogg
    /// Opus in Ogg.
    case opus

    /// The usual file name extension, without the dot.
    package var fileExtension: String { rawValue }
}
