internal import BatchCore
package import Foundation
internal import SoundFiles

/// The folder of takes: `ab/abcdef….wav`, named by key.
package struct TakeVault: Sendable {
    package let folder: URL

    package init(folder: URL) {
        self.folder = folder
    }

    /// The path inside the folder for a key.
    package func file(forKey key: String) -> String { "\(key.prefix(2))/\(key).wav" }

    package func url(of file: String) -> URL { folder.appending(path: file) }

    /// Whether the file of an accepted take is there with the length it was stored with.
    ///
    /// A WAV header is 44 bytes; a longer file may hold further chunks.
    func holds(_ take: NewTake) -> Bool {
        guard let file = take.file else { return false }
        let attributes = try? FileManager.default.attributesOfItem(atPath: url(of: file).path)
        guard let size = (attributes?[.size] as? NSNumber)?.intValue else { return false }
        return size >= take.samples * 2 + 44
    }

    /// Makes sure that the folder itself is there, before single files are taken for lost.
    ///
    /// - Throws: `BatchError` with `output.notWritable`.
    func confirm() throws {
        guard !FileManager.default.fileExists(atPath: folder.path) else { return }
        throw BatchError(
            .outputNotWritable,
            "The folder of takes, \(folder.path), is gone.",
            remedy: "Bring the disk back that it is on, or choose another folder with --home, then run again."
        )
    }

    /// Removes what runs that were killed left unfinished.
    func removeAbandoned() {
        let shelves = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        for shelf in shelves ?? [] { removeAbandonedPartials(in: shelf) }
    }

    /// Removes takes that nothing refers to any more.
    package func remove(_ files: [String]) {
        for file in files {
            // A file that is gone already is what was wanted.
            try? FileManager.default.removeItem(at: url(of: file))
        }
    }
}
