package import Core
package import Foundation
internal import LocalSystem

/// What is written down of a sidecar that goes on between commands, so that the next one finds it again.
package struct KeptSidecar: Sendable, Hashable, Codable {
    package var process: ProcessIdentity
    /// The program's path.
    package var program: String
    package var configuration: SidecarConfiguration
    package var startedAt: Date
    /// The secret that its HTTP routes demand; the file is readable for its owner alone.
    var token: String

    /// Whether it is what that configuration would start.
    func fits(_ wanted: SidecarConfiguration, program: String) -> Bool {
        let isSamePort = wanted.port == 0 || wanted.port == configuration.port
        return isSamePort && program == self.program && wanted.engine == configuration.engine
            && wanted.environment == configuration.environment
    }
}

/// How a kept sidecar stands.
package enum KeptSidecarState: Sendable {
    /// There is none.
    case absent
    /// There is a record of one, which cannot be read.
    case unknown(BatchError)
    /// Its process ended, or belongs to another boot of the machine; only the record is left.
    case stale(KeptSidecar)
    /// It has not said yet that it is ready.
    case starting(KeptSidecar)
    case online(KeptSidecar, port: Int, capabilities: SpeechCapabilities)
    /// Its process lives, but does not answer as it should.
    case unresponsive(KeptSidecar, BatchError)
}

/// Where a home folder keeps what belongs to its kept sidecar.
package struct KeptSidecarFiles: Sendable {
    /// For the owner alone: the record holds a secret.
    package let folder: URL
    /// What sidecars print on standard error.
    package let log: URL

    package init(folder: URL, log: URL) {
        self.folder = folder
        self.log = log
    }

    var lock: URL { folder.appending(path: "lock") }
    /// Its standard output.
    var announcements: URL { folder.appending(path: "announcements") }
    private var record: URL { folder.appending(path: "kept.json") }

    func prepare() throws {
        let manager = FileManager.default
        try manager.createDirectory(
            at: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        try manager.createDirectory(at: log.deletingLastPathComponent(), withIntermediateDirectories: true)
    }

    /// The record; nil when there is none.
    ///
    /// - Throws: `sidecar.unresponsive` when there is one that this program cannot read.
    func read() throws(BatchError) -> KeptSidecar? {
        do {
            return try JSONDecoder().decode(KeptSidecar.self, from: Data(contentsOf: record))
        } catch CocoaError.fileReadNoSuchFile {
            return nil
        } catch {
            throw BatchError(
                .sidecarUnresponsive,
                "The record of the kept sidecar, \(record.path), cannot be read, so that it cannot be found.",
                remedy: "End it if it still runs (`pgrep -fl qwen-tts` shows it), then delete that file.",
                details: ["file": record.path, "reason": String(describing: error)]
            )
        }
    }

    func write(_ kept: KeptSidecar) throws {
        let partial = folder.appending(path: ".kept.partial")
        try? FileManager.default.removeItem(at: partial)
        let data = try JSONEncoder().encode(kept)
        guard
            FileManager.default.createFile(atPath: partial.path, contents: data, attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: partial.path]) }
        try DurableFile.publish(partial, as: record)
    }

    func forget() {
        for file in [record, announcements] { try? FileManager.default.removeItem(at: file) }
    }

    /// What it announced when it was ready; nil when it is not.
    func ready() -> SidecarAnnouncement.Ready? {
        guard let text = try? String(contentsOf: announcements, encoding: .utf8) else { return nil }
        for line in text.split(separator: "\n") {
            if case .ready(let ready) = SidecarAnnouncement(line: String(line)) { return ready }
        }
        return nil
    }
}
