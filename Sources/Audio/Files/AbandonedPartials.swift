package import Foundation

/// Removes hidden files and folders that a killed process left in `folder`.
///
/// Work in progress is locked by its process, also from other containers, and stays.
///
/// - Parameters:
///   - folder: Where to look, not below it.
///   - target: Only the leftovers of this file; nil for all.
/// - Returns: How many were removed.
@discardableResult
package func removeAbandonedPartials(in folder: URL, of target: URL? = nil) -> Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    var removed = 0
    for name in names where PartialName.matches(name, target: target) {
        let url = folder.appending(path: name)
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { continue }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
            FileSystem.remove(url)
            removed += 1
        }
        close(descriptor)
    }
    return removed
}
