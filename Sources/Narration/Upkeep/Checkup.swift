internal import Core
internal import Foundation
internal import QueueStore
internal import Reporting

/// Looks at everything that a run needs, one thing after another; trouble with one does not keep it from the others.
package struct Checkup: Sendable {
    package static let profileCheck = "profile"

    package let context: CommandContext
    package let home: HomeFolder
    package let profileName: String
    /// Whether the sidecar is started and asked to speak.
    package let startsSidecar: Bool

    package func findings() async -> [Finding] {
        let (profile, about) = profileFindings()
        var findings = about + folderFindings()
        var waiting: [Job] = []
        if home.hasQueue {
            do {
                let store = try JobStore(at: home.database)
                findings += try await queueFindings(store)
                waiting = try await store.jobs(in: [.queued, .running, .blocked])
            } catch {
                findings.append(finding("queue", error))
            }
        } else {
            findings.append(Finding(.note, "queue", "There is no queue at \(home.database.path) yet."))
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
            let profile = try ProfileFinder(context: context).profile(named: profileName)
            return (profile, [Finding(.ok, Self.profileCheck, "The profile \(profile.name) can be read.")])
        } catch {
            let message = "Output, disk, formats and what speaks depend on the profile, and were not looked at."
            let rest = Finding(.note, Self.profileCheck, message)
            return (nil, [finding(Self.profileCheck, error), rest])
        }
    }

    /// A finding for any error; only those of this program have a code.
    package func finding(_ check: String, _ error: any Error) -> Finding {
        if let known = error as? BatchError { return Finding(check, known) }
        return Finding(.error, check, "\(error)", remedy: "Please report this as a defect of qwen-batch.")
    }
}

extension Checkup {
    /// What is in the queue, whether it is sound, and who works on it.
    package func queueFindings(_ store: JobStore) async throws -> [Finding] {
        do {
            try await store.requireSound()
        } catch let error as BatchError where error.code == .storeCorrupt {
            return [Finding("queue", error)]
        }
        _ = try await store.endDeadRuns()
        let jobs = try await store.jobs(in: Set(JobState.allCases))
        var findings = [
            Finding(.ok, "queue", "The queue \(home.database.path) is sound; it holds \(jobs.count.counted("job")).")
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
        let vault = TakeFiles(folder: home.takes)
        let files = try await store.takeFiles()
        let missing = files.count { !FileManager.default.fileExists(atPath: vault.url(of: $0).path) }
        guard missing > 0 else { return Finding(.ok, "takes", "All \(files.count.counted("take")) are there.") }
        return Finding(
            .warning,
            "takes",
            "\(missing) of \(files.count.counted("take")) are not in \(home.takes.path).",
            remedy: "Bring the disk back that they are on; otherwise those that are still needed are made again."
        )
    }

    package func backupFinding() -> Finding {
        let backups = StoreBackups(of: home.database)
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
