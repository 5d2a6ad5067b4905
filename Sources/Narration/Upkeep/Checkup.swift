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
                let store = try SQLiteJobStore(at: home.database)
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
