/// One file of a sealed book: where it goes, and what a rename leaves as it is.
package struct SealedFile: Sendable, Hashable, Codable {
    /// Its own name, which it may not have yet.
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
