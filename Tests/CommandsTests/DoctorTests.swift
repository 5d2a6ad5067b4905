@testable import Commands
import Core
import Foundation
import Testing
import TestSupport

@Suite("doctor")
struct DoctorTests {
    /// A home folder with three jobs, and a profile that uses the test sidecar.
    private func withHome(
        fault: String = "",
        profile: String = "",
        environment: [String: String] = [:],
        _ body: (URL, TestContext) async throws -> Void
    ) async throws {
        try await withScratchFolder { folder in
            try FaultySidecar.writeProfile(
                in: folder,
                environment: environment.merging(["FAULT": fault]) { $1 },
                settings: "start_timeout = \(fault == "silent" ? 1 : 60)",
                before: profile
            )
            let test = TestContext(folder)
            let lines = Repository.fixture("lines").path
            #expect(await test.run("enqueue", "--home", "home", lines, "--output", "out/") == 0)
            try await body(folder, TestContext(folder))
        }
    }

    /// The findings of a check-up, by what they are about.
    private func findings(_ test: TestContext) throws -> [String: [[String: Any]]] {
        let object = try JSONSerialization.jsonObject(with: Data(test.output.utf8)) as? [String: Any]
        #expect(object?["schema"] as? Int == 1)
        let findings = try #require(object?["findings"] as? [[String: Any]])
        for finding in findings where ["warning", "error"].contains(finding["severity"] as? String) {
            #expect((finding["remedy"] as? String)?.isEmpty == false)
        }
        return Dictionary(grouping: findings) { $0["check"] as? String ?? "" }
    }

    @Test func everythingIsLookedAtAndAllIsWell() async throws {
        try await withHome { _, test in
            #expect(await test.run("doctor", "--home", "home") == 0)
            let checks = [
                "profile", "home", "queue", "backups", "takes", "output", "disk", "formats", "program", "sidecar",
                "voice",
            ]
            for check in checks {
                let lines = test.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
                let severity = lines.first { $0.dropFirst().first == check }?.first
                #expect(severity == "ok" || severity == "note", "\(check)")
            }
            #expect(test.output.contains("holds 3 jobs"))
            #expect(test.output.contains("said a few words"))
            #expect(test.output.hasSuffix("All is well.\n"))
        }
    }

    @Test func nothingIsMadeWhereNothingWas() async throws {
        try await withScratchFolder { folder in
            let test = TestContext(folder)
            #expect(await test.run("doctor", "--home", "home", "--quick") == 69)
            #expect(test.output.contains("sidecar.binaryMissing"))
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "home").path))
        }
    }

    @Test(arguments: [
        ("silent", "sidecar", "sidecar.startTimeout"), ("dies", "sidecar", "sidecar.diedAtStart"),
        ("impostor", "sidecar", "sidecar.impostor"), ("contract", "sidecar", "sidecar.impostor"),
        ("html", "sidecar", "synthesis.badAudio"), ("status-500", "sidecar", "synthesis.failed"),
    ])
    func aSidecarThatGoesWrongIsAFinding(fault: String, check: String, code: String) async throws {
        try await withHome(fault: fault) { _, test in
            #expect(await test.run("doctor", "--home", "home", "--format", "json") == 69)
            let found = try findings(test)
            #expect(found[check]?.first?["code"] as? String == code)
            #expect(found["queue"]?.first?["severity"] as? String == "ok")
        }
    }

    @Test func theLastWordsOfASidecarAreShown() async throws {
        try await withHome(fault: "dies") { _, test in
            #expect(await test.run("doctor", "--home", "home") == 69)
            #expect(test.output.contains("ending: exited 3"), "\(test.output)")
        }
    }

    @Test func aVoiceThatTheEngineLacksIsAFinding() async throws {
        try await withHome(profile: "[voice]\nspeaker = \"nobody\"\n") { _, test in
            #expect(await test.run("doctor", "--home", "home") == 69)
            #expect(test.output.contains("no voice \"nobody\", which the profile names"))
            #expect(test.output.contains("one of these, then run again: tone"))
        }
    }

    @Test func aProfileThatCannotBeReadIsAFinding() async throws {
        try await withHome(profile: "[voice]\nspeekar = \"tone\"\n") { _, test in
            #expect(await test.run("doctor", "--home", "home", "--format", "json") == 64)
            let found = try findings(test)
            #expect(found["profile"]?.first?["code"] as? String == "profile.invalid")
            #expect(Set(found.keys) == ["profile", "home", "queue", "takes", "backups"])
            #expect(found["queue"]?.first?["severity"] as? String == "ok")
            // What it would say is not known.
            #expect(found["formats"] == nil && found["program"] == nil)
        }
    }

    @Test func aSidecarThatDoesNotTranscribeIsAWarning() async throws {
        try await withHome(profile: "[check]\nverify = \"transcript\"\n") { _, test in
            #expect(await test.run("doctor", "--home", "home", "--format", "json") == 0)
            let found = try findings(test)
            #expect(found["transcript"]?.map { $0["severity"] as? String } == ["warning"])
            #expect(found["voice"]?.first?["severity"] as? String == "ok")
        }
    }

    @Test(arguments: [("en", ["ok", "warning"]), ("en,de", ["ok"])])
    func waitingJobsInALanguageThatIsNotUnderstoodAreAWarning(hears: String, severities: [String]) async throws {
        let profile = "[check]\nverify = \"transcript\"\n"
        try await withHome(profile: profile, environment: ["HEARS": hears]) { folder, test in
            let lines = Repository.fixture("lines").path
            let german = ["enqueue", "--home", "home", lines, "--output", "de/", "--language", "de-DE"]
            #expect(await TestContext(folder).run(german) == 0)
            #expect(await test.run("doctor", "--home", "home", "--format", "json") == 0)
            let found = try #require(try findings(test)["transcript"])
            #expect(found.map { $0["severity"] as? String } == severities)
            guard severities.count > 1 else { return }
            let message = try #require(found[1]["message"] as? String)
            #expect(message.contains("whisper does not know the language of"))
            #expect(message.contains("de-DE (job"))
            // The others have none of their own; the voice has one that is understood.
            #expect(!message.contains("no language is set"))
        }
    }

    @Test func foldersThatCannotBeWrittenAreFindings() async throws {
        try await withHome { folder, test in
            let output = folder.appending(path: "out")
            try? FileManager.default.removeItem(at: output)
            try Data("a file where the folder goes".utf8).write(to: output)
            try Data("the same".utf8).write(to: folder.appending(path: "home/takes"))
            #expect(await test.run("doctor", "--home", "home", "--quick", "--format", "json") == 69)
            let found = try findings(test)
            for check in ["home", "output"] {
                #expect(found[check]?.first?["code"] as? String == "output.notWritable")
            }
        }
    }

    @Test func whatARunDoesWithoutIsAWarning() async throws {
        try await withHome { folder, test in
            try Data("a file where the folder goes".utf8).write(to: folder.appending(path: "home/logs"))
            #expect(await test.run("doctor", "--home", "home", "--quick", "--format", "json") == 0)
            #expect(try findings(test)["home"]?.map { $0["severity"] as? String } == ["warning"])
        }
    }

    @Test func booksThatAreThereAlreadyAreAFinding() async throws {
        try await withHome { folder, test in
            let jobs = TestContext(folder)
            #expect(await jobs.run("list", "--home", "home", "--format", "json") == 0)
            let base = try #require(jobs.output.firstMatch(of: /"outputBase" : "([^"]+)"/)).1
            let book = URL(filePath: "\(base).wav")
            try FileManager.default.createDirectory(
                at: book.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data("made before".utf8).write(to: book)
            #expect(await test.run("doctor", "--home", "home", "--quick", "--format", "json") == 0)
            let finding = try findings(test)["output"]?.first
            #expect(finding?["severity"] as? String == "warning")
            #expect((finding?["message"] as? String)?.contains(book.path) == true)
        }
    }

    @Test func aPortThatIsTakenNamesItsHolder() async throws {
        try await withHome { folder, test in
            let holder = TestContext(folder)
            #expect(await holder.run("sidecar", "start", "--home", "other") == 0)
            let port = try #require(holder.output.firstMatch(of: /port (\d+)/)).1
            try FaultySidecar.writeProfile("fixed", in: folder, settings: "port = \(port)")
            #expect(await test.run("doctor", "fixed", "--home", "home") == 69)
            #expect(test.output.contains("sidecar.portConflict"))
            #expect(test.output.contains("Port \(port) is taken by process"))
            #expect(await holder.run("sidecar", "stop", "--home", "other") == 0)
        }
    }

    @Test func aDamagedQueueIsNotTouchedUntilItsBackupIsAskedFor() async throws {
        try await withHome { folder, test in
            // A run makes a backup first, even if nothing else works.
            try FileManager.default.createDirectory(
                at: folder.appending(path: "out"),
                withIntermediateDirectories: true
            )
            #expect(await test.run("run", "--home", "home") == 0, "\(test.errors)")
            #expect(await TestContext(folder).run("doctor", "--home", "home", "--restore-backup") == 1)
            let queue = folder.appending(path: "home/queue.sqlite")
            let damaged = Data("no queue at all, but long enough to look at".utf8)
            try damaged.write(to: queue)

            let look = TestContext(folder)
            #expect(await look.run("doctor", "--home", "home", "--quick") == 69)
            #expect(look.output.contains("store.corrupt"))
            #expect(look.output.contains("doctor --restore-backup"))
            #expect(try Data(contentsOf: queue) == damaged)

            let restoring = TestContext(folder)
            #expect(await restoring.run("doctor", "--home", "home", "--quick", "--restore-backup") == 0)
            #expect(restoring.output.contains("is sound; it holds 3 jobs"))
            #expect(restoring.errors.contains("What was there is in"))
        }
    }

    @Test func aQueueThatIsGoneIsAFindingAndComesBack() async throws {
        try await withHome { folder, test in
            #expect(await test.run("run", "--home", "home") == 0, "\(test.errors)")
            try FileManager.default.removeItem(at: folder.appending(path: "home/queue.sqlite"))
            let look = TestContext(folder)
            #expect(await look.run("doctor", "--home", "home", "--quick") == 69)
            #expect(look.output.contains("store.corrupt"))
            #expect(await look.run("sidecar", "status", "--home", "home") == 69)
            let restoring = TestContext(folder)
            #expect(await restoring.run("doctor", "--home", "home", "--quick", "--restore-backup") == 0)
            #expect(restoring.output.contains("is sound; it holds 3 jobs"))
        }
    }

    @Test func takesThatAreGoneAreAWarning() async throws {
        try await withHome { folder, test in
            #expect(await test.run("run", "--home", "home") == 0, "\(test.errors)")
            try FileManager.default.removeItem(at: folder.appending(path: "home/takes"))
            let look = TestContext(folder)
            #expect(await look.run("doctor", "--home", "home", "--quick", "--format", "json") == 0)
            #expect(try findings(look)["takes"]?.first?["severity"] as? String == "warning")
        }
    }
}
