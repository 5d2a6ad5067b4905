package import Core
internal import Foundation
internal import QueueStore
package import Reporting

/// Looks at everything that a run needs, one thing after another; trouble with one does not keep it from the others.
package struct DoctorService: Sendable {
    let workspace: Workspace
    let profileName: String
    /// Whether the sidecar is started, or the endpoints are asked, for a few words.
    let startsSpeech: Bool

    /// - Parameters:
    ///   - workspace: What is looked at.
    ///   - profile: The profile that a run would use.
    ///   - startsSpeech: Whether the sidecar is started, or the endpoints are asked, for a few words.
    package init(_ workspace: Workspace, profile: String, startsSpeech: Bool = true) {
        self.workspace = workspace
        profileName = profile
        self.startsSpeech = startsSpeech
    }

    /// What was found; nothing is changed.
    package func report() async -> CheckupReport {
        CheckupReport(findings: await findings(), generatedAt: workspace.now())
    }

    private func findings() async -> [Finding] {
        let (profile, about) = profileFindings()
        var findings = about + folderFindings()
        var waiting: [Job] = []
        if workspace.home.hasQueue {
            do {
                let store = try workspace.store()
                findings += try await queueFindings(store)
                waiting = try await store.jobs(in: [.queued, .running, .blocked])
            } catch {
                findings.append(finding("queue", error))
            }
        } else {
            findings.append(Finding(.note, "queue", "There is no queue at \(workspace.home.database.path) yet."))
        }
        findings.append(backupFinding())
        guard let profile else { return findings }
        findings += outputFindings(waiting, profile) + diskFindings(waiting, profile) + formatFindings(profile, waiting)
        let speech =
            profile.endpoints.isEmpty
            ? await sidecarFindings(profile, waiting) : await endpointFindings(profile, waiting)
        return findings + speech
    }

    /// The profile, and how its reading went; what depends on a profile that cannot be read is left out.
    private func profileFindings() -> (Profile?, [Finding]) {
        do {
            let profile = try ProfileFinder(workspace).profile(named: profileName)
            return (profile, [Finding(.ok, CheckupReport.profileCheck, "The profile \(profile.name) can be read.")])
        } catch {
            let message = "Output, disk, formats and what speaks depend on the profile, and were not looked at."
            let rest = Finding(.note, CheckupReport.profileCheck, message)
            return (nil, [finding(CheckupReport.profileCheck, error), rest])
        }
    }

    /// A finding for any error; only those of this program have a code.
    func finding(_ check: String, _ error: any Error) -> Finding {
        if let known = error as? BatchError { return Finding(check, known) }
        return Finding(.error, check, "\(error)", remedy: "Please report this as a defect of qwen-batch.")
    }
}

extension DoctorService {
    /// What is in the queue, whether it is sound, and who works on it.
    private func queueFindings(_ store: JobStore) async throws -> [Finding] {
        do {
            try await store.requireSound()
        } catch let error as BatchError where error.code == .storeCorrupt {
            return [Finding("queue", error)]
        }
        _ = try await store.endDeadRuns()
        let jobs = try await store.jobs(in: Set(JobState.allCases))
        var findings = [
            Finding(.ok, "queue", "The queue \(store.file.path) is sound; it holds \(jobs.count.of("job")).")
        ]
        for run in try await store.runs(limit: 100) where run.state == .running {
            findings.append(Finding(.note, "run", "Run \(run.id) (\(run.profile)) works, process \(run.process.pid)."))
        }
        for leftover in try await store.leftoverSidecars() {
            findings.append(
                Finding(
                    .warning,
                    "leftover",
                    "A killed run left its sidecar behind, process \(leftover.process.pid), which still holds its memory.",
                    remedy: "The next run ends it, and so does `qwen-batch sidecar stop`."
                )
            )
        }
        return findings + [try await takesFinding(store)]
    }

    private func takesFinding(_ store: JobStore) async throws -> Finding {
        let folder = TakeFiles(folder: workspace.home.takes)
        let files = try await store.takeFiles()
        let missing = files.count { !FileManager.default.fileExists(atPath: folder.url(of: $0).path) }
        guard missing > 0 else { return Finding(.ok, "takes", "All \(files.count.of("take")) are there.") }
        return Finding(
            .warning,
            "takes",
            "\(missing) of \(files.count.of("take")) are not in \(workspace.home.takes.path).",
            remedy: "Bring the disk back that they are on; otherwise those that are still needed are made again."
        )
    }

    private func backupFinding() -> Finding {
        let backups = StoreBackups(of: workspace.home.database)
        guard let newest = backups.all().first else {
            return Finding(.note, "backups", "There is no backup yet; each run makes some.")
        }
        guard let sound = backups.newestSound() else {
            return Finding(
                .warning,
                "backups",
                "None of the backups in \(backups.folder.path) can be read.",
                remedy: "Look at the disk; the next run makes a new one."
            )
        }
        let age = "of \(sound.madeAt.formatted(.iso8601))"
        guard sound != newest else { return Finding(.ok, "backups", "The newest one, \(age), is sound.") }
        return Finding(
            .warning,
            "backups",
            "The newest sound one is \(age); a newer one is damaged.",
            remedy: "Look at the disk, then delete \(newest.file.path)."
        )
    }
}

extension CheckupReport {
    fileprivate static let profileCheck = "profile"

    /// What `doctor` tells by its exit code.
    package var exitStatus: ExitStatus {
        let errors = findings.filter { $0.severity == .error }
        guard !errors.isEmpty else { return .success }
        return errors.contains { $0.check == Self.profileCheck } ? .usage : .blocked
    }
}
