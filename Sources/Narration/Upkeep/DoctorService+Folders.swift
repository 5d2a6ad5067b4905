internal import Audio
internal import Core
internal import Foundation
internal import Manuscripts
internal import QueueStore
internal import Reporting

extension DoctorService {
    /// The home folder and what is written below it.
    func folderFindings() -> [Finding] {
        if let whole = problem(with: workspace.home.url, check: "home") { return [whole] }
        let backups = StoreBackups(of: workspace.home.database).folder
        // A run goes on without backups and its sidecar's log, and `say` without a kept sidecar.
        let lesser = [backups, workspace.home.sidecarLog.deletingLastPathComponent(), workspace.home.keptSidecar]
        let problems =
            [problem(with: workspace.home.takes, check: "home")].compactMap(\.self)
            + lesser.compactMap { problem(with: $0, check: "home", severity: .warning) }
        return problems.isEmpty ? [Finding(.ok, "home", "\(workspace.home.url.path) can be written.")] : problems
    }

    /// The folders where waiting jobs put their books.
    func outputFindings(_ waiting: [Job], _ profile: Profile) -> [Finding] {
        let folders = Set(waiting.map(\.outputFolder)).sorted { $0.path < $1.path }
        guard !folders.isEmpty else { return [] }
        let problems =
            folders.compactMap { problem(with: $0, check: "output") }
            + [occupiedFinding(waiting, profile)].compactMap(\.self)
        let message = "\(folders.count.of("folder")) of waiting jobs can be written."
        return problems.isEmpty ? [Finding(.ok, "output", message)] : problems
    }

    /// Jobs that a run would give up at once, since a file stands where their book goes.
    private func occupiedFinding(_ waiting: [Job], _ profile: Profile) -> Finding? {
        let occupied = waiting.filter { !$0.options.overwrite }.compactMap { job in
            OutputTarget.occupied(base: job.outputBase, format: job.options.format ?? profile.format)
        }
        guard let first = occupied.first else { return nil }
        return Finding(
            .warning,
            "output",
            "The books of \(occupied.count.of("waiting job")) already exist and will not be replaced; the first is \(first).",
            remedy: "Move them away before the run, or enqueue again with --again and --overwrite or another --output."
        )
    }

    private func problem(with folder: URL, check: String, severity: Finding.Severity = .error) -> Finding? {
        do {
            try FolderCheck.write(in: folder)
            return nil
        } catch let error as BatchError {
            return Finding(check, error, severity: severity)
        } catch {
            return finding(check, error)
        }
    }

    /// Whether what waits will fit, disk by disk: takes and books, both as plain 16-bit samples, which other formats stay below.
    func diskFindings(_ waiting: [Job], _ profile: Profile) -> [Finding] {
        var needs: [UInt64?: (folder: URL, bytes: UInt64)] = [:]
        func need(_ bytes: UInt64, in folder: URL) {
            let disk = FolderCheck.device(of: folder)
            needs[disk] = (needs[disk]?.folder ?? folder, (needs[disk]?.bytes ?? 0) + bytes)
        }
        need(0, in: workspace.home.url)
        for job in waiting {
            let speed = job.options.speed ?? profile.speed
            let pace = SpeechEstimate.charactersPerSecond * max(speed, 0.25)
            let left = max(0, job.progress.characters - job.progress.charactersDone)
            need(UInt64(Double(left) / pace * Self.bytesPerSecond), in: workspace.home.takes)
            need(UInt64(Double(job.progress.characters) / pace * Self.bytesPerSecond), in: job.outputFolder)
        }
        return needs.values.sorted { $0.folder.path < $1.folder.path }.map { folder, bytes in
            disk(of: folder, needs: bytes)
        }
    }

    /// Of mono 16-bit audio at 24 kHz.
    private static let bytesPerSecond = 48_000.0
    /// What a queue and its journal want at least, in bytes.
    private static let least: UInt64 = 64 << 20

    private func disk(of folder: URL, needs bytes: UInt64) -> Finding {
        guard let free = FolderCheck.bytesFree(in: folder) else {
            return Finding(.note, "disk", "The system does not tell how much is free at \(folder.path).")
        }
        let message = "\(free.inMebibytes) are free at \(folder.path); what waits needs about \(bytes.inMebibytes)."
        guard free < bytes + Self.least else { return Finding(.ok, "disk", message) }
        return Finding(
            free < Self.least ? .error : .warning,
            "disk",
            message,
            remedy: "Free some space; a run that fills the disk keeps what it has, and the next one goes on from there."
        )
    }

    /// The formats that the system's libsndfile can write, and those that are asked for.
    func formatFindings(_ profile: Profile, _ waiting: [Job]) -> [Finding] {
        let usable = supportedFormats()
        let wanted = Set(waiting.map { $0.options.format ?? profile.format } + [profile.format])
        let names = usable.map(\.rawValue).joined(separator: ", ")
        let problems = wanted.sorted { $0.rawValue < $1.rawValue }.compactMap { format -> Finding? in
            do {
                try format.requireSupport(sampleRate: format.sampleRate(for: profile.mastering, takes: 24_000))
                return nil
            } catch {
                return finding("formats", error)
            }
        }
        guard problems.isEmpty else { return problems }
        let missing = AudioFormat.allCases.filter { !usable.contains($0) }.map(\.rawValue)
        guard !missing.isEmpty else { return [Finding(.ok, "formats", "All can be written: \(names).")] }
        let remedy = "Install a libsndfile that was built with it, where you want to use it."
        let message = "This machine writes \(names), but not \(missing.joined(separator: ", "))."
        return [Finding(.note, "formats", message, remedy: remedy)]
    }
}

extension Job {
    fileprivate var outputFolder: URL { URL(fileURLWithPath: outputBase).deletingLastPathComponent() }
}

extension UInt64 {
    /// The bytes in whole mebibytes, as a person says it.
    fileprivate var inMebibytes: String { "\(self >> 20) MiB" }
}
