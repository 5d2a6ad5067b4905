internal import Audio
internal import Core
package import Foundation

/// The folder of takes: `ab/abcdef….wav`, named by key.
package struct TakeFiles: Sendable {
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
    ///
    /// - Returns: The bytes that they took.
    @discardableResult package func remove(_ files: [String]) -> Int {
        files.reduce(0) { sum, file in
            let attributes = try? FileManager.default.attributesOfItem(atPath: url(of: file).path)
            // A file that is gone already is what was wanted.
            guard (try? FileManager.default.removeItem(at: url(of: file))) != nil else { return sum }
            return sum + ((attributes?[.size] as? NSNumber)?.intValue ?? 0)
        }
    }

    /// The files in the folder that are none of `known` and were last changed before a moment.
    package func strayFiles(besides known: Set<String>, before moment: Date) -> [String] {
        let shelves = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return shelves.flatMap { shelf -> [String] in
            let names = try? FileManager.default.contentsOfDirectory(atPath: url(of: shelf).path)
            return (names ?? []).map { "\(shelf)/\($0)" }
        }.filter { file in
            let attributes = try? FileManager.default.attributesOfItem(atPath: url(of: file).path)
            guard !known.contains(file), let changed = attributes?[.modificationDate] as? Date else { return false }
            return changed < moment && attributes?[.type] as? FileAttributeType == .typeRegular
        }.sorted()
    }
}
