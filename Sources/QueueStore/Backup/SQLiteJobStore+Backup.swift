internal import Core
internal import Foundation
internal import GRDB

extension SQLiteJobStore {
    package func backUp(evenIfRecent: Bool) async throws {
        let backups = StoreBackups(of: file)
        let now = clock()
        let file = file
        let source = database
        do {
            // Off the cooperative threads: it copies and checks the whole queue.
            try await Task.detached {
                try backups.add(at: now, evenIfRecent: evenIfRecent) { place in
                    let copy = try DatabaseQueue(path: place.path)
                    try source.backup(to: copy)
                    // The copy may be looked at for as long as it takes.
                    try copy.read { db in try Self.requireSound(db, file: file) }
                    try copy.close()
                }
            }.value
        } catch {
            throw StoreTrouble.translate(error, file: file)
        }
    }
}
