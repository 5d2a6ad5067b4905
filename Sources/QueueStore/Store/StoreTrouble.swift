internal import Core
internal import Foundation
internal import GRDB

/// The one place where trouble with the queue file becomes a `BatchError`.
enum StoreTrouble {
    /// Translates what SQLite, GRDB and the file system report; a `BatchError` and a cancellation pass through.
    static func translate(_ error: any Error, file: URL) -> any Error {
        switch error {
        case let error as DatabaseError: batchError(error, file: file)
        case let error as RowDecodingError: corrupt(file, finding: "\(error)")
        case let error as UnreadableValue: unreadable(error, file: file)
        case let error as CocoaError:
            notWritable(
                file,
                finding: error.localizedDescription.trimmingCharacters(in: CharacterSet(charactersIn: "."))
            )
        default: error
        }
    }

    static func notAQueue(_ file: URL) -> BatchError {
        corrupt(file, finding: "it is a SQLite file of another program")
    }

    static func newer(_ file: URL, version: Int) -> BatchError {
        BatchError(
            .storeNewer,
            "The queue \(file.path) was written by a newer qwen-batch.",
            remedy: "Use the newer qwen-batch, or choose another folder with --home.",
            details: ["file": file.path, "fileVersion": "\(version)", "programVersion": "\(StoreSchema.version)"]
        )
    }

    private static func batchError(_ error: DatabaseError, file: URL) -> BatchError {
        let finding = error.message ?? error.resultCode.description
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return BatchError(
                .storeLocked,
                "The queue \(file.path) is held by another process.",
                remedy: "Wait for the other command to end and try again; `fuser` on the file names who holds it.",
                details: details(file, error)
            )
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return corrupt(file, finding: finding)
        case .SQLITE_FULL:
            return BatchError(
                .outputDiskFull,
                "The disk with the queue \(file.path) is full.",
                remedy: "Free some space, then run again; nothing that was recorded is lost.",
                details: details(file, error)
            )
        case .SQLITE_READONLY where error.extendedResultCode == .SQLITE_READONLY_DBMOVED:
            return BatchError(
                .outputNotWritable,
                "The queue \(file.path) was moved, replaced or deleted while it was in use.",
                remedy: "Put it back if you need it, then run again: what is on the disk is used again.",
                details: details(file, error)
            )
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH, .SQLITE_IOERR:
            return notWritable(file, finding: finding)
        default:
            return BatchError(
                .storeWrongState,
                "The queue \(file.path) refused a change that its rules forbid: \(finding).",
                remedy: "Please report this as a defect of qwen-batch; the queue is unchanged.",
                details: details(file, error)
            )
        }
    }

    static func corrupt(_ file: URL, finding: String) -> BatchError {
        let backup = StoreBackups(of: file).all().first
        let remedy =
            if let backup {
                "Put the automatic backup of \(backup.madeAt.formatted(.iso8601)) in its place: "
                    + "`qwen-batch doctor --restore-backup`; what was enqueued since then has to be enqueued again. "
                    + "To begin with an empty queue instead, move both the queue and the folder of backups away."
            } else {
                "There is no backup yet. Move the file away to start with an empty queue."
            }
        return BatchError(
            .storeCorrupt,
            "The queue \(file.path) is damaged or is not a queue: \(finding).",
            remedy: remedy,
            details: ["file": file.path, "finding": finding].merging(
                backup.map { ["backup": $0.file.path] } ?? [:]
            ) { old, _ in old }
        )
    }

    private static func notWritable(_ file: URL, finding: String) -> BatchError {
        BatchError(
            .outputNotWritable,
            "The queue \(file.path) cannot be opened or written: \(finding).",
            remedy: "Make the folder and the file writable for you, or choose another folder with --home.",
            details: ["file": file.path, "finding": finding]
        )
    }

    private static func unreadable(_ value: UnreadableValue, file: URL) -> BatchError {
        let isWord = value.text.wholeMatch(of: /[A-Za-z]+(\.[A-Za-z]+)*/) != nil
        let isJSON = (try? JSONSerialization.jsonObject(with: Data(value.text.utf8))) != nil
        guard isWord || isJSON else { return corrupt(file, finding: "it holds \(value.text) as a \(value.kind)") }
        // A word that this program does not know, in a file that is sound, comes from a later version.
        return BatchError(
            .storeNewer,
            "The queue \(file.path) holds a \(value.kind) that this qwen-batch does not know: \(value.text).",
            remedy: "Use the newer qwen-batch that wrote it.",
            details: ["file": file.path, value.kind: value.text]
        )
    }

    private static func details(_ file: URL, _ error: DatabaseError) -> [String: String] {
        ["file": file.path, "sqlite": "\(error.extendedResultCode.rawValue) \(error.message ?? "")"]
    }
}
