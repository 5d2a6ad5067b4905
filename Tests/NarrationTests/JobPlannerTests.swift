import Core
import Foundation
@testable import Narration
import Testing

@Suite("What is asked of a job")
struct JobPlannerTests {
    private func plan(_ change: (inout EnqueueOptions) -> Void = { _ in }) throws -> NewJob {
        var options = EnqueueOptions()
        change(&options)
        let folder = URL(filePath: "/work", directoryHint: .isDirectory)
        let workspace = Workspace(environment: [:], workingDirectory: folder, executable: folder)
        let planner = JobPlanner(
            options: options,
            target: OutputTarget(option: options.output, isShared: false, workspace: workspace),
            profile: Profile(name: "test"),
            capabilities: nil
        )
        return try planner.plan(standardInput: Data("It rains.".utf8))
    }

    /// Computed apart from the program, as it was before gaps were known: a job of then is a duplicate still.
    @Test func aJobHasTheFingerprintThatItHadBefore() throws {
        let before = "3fa67ab5b664ed2fae3bea6d61902ce7805cc1a5f0c67b09a86fc67e1137bae9"
        #expect(try plan().fingerprint == before)
        #expect(try plan { $0.overwrite = true }.fingerprint == before)
        let instructed = "25dafa4e715aa14cfb134b16a288fcd77815b705bdb190ca28d48c0443a2466c"
        #expect(try plan { $0.instructions = "Calmly." }.fingerprint == instructed)
    }

    @Test func whatBecomesOfGapsMakesAnotherJob() throws {
        let fingerprints = try [nil, GapPolicy.allow, .refuse].map { gaps in try plan { $0.gaps = gaps }.fingerprint }
        #expect(Set(fingerprints).count == 3)
        #expect(try plan { $0.gaps = .allow }.options.gaps == .allow)
    }

    private static func options(_ change: (inout EnqueueOptions) -> Void) -> EnqueueOptions {
        var options = EnqueueOptions()
        change(&options)
        return options
    }

    @Test(arguments: [
        ("speed", options { $0.speed = 4.5 }), ("speed", options { $0.speed = .nan }),
        ("seed", options { $0.seed = -1 }),
        ("title", options { $0.title = " " }), ("voice", options { $0.voice = "" }),
        ("author", options { $0.author = "\u{FFFD}" }), ("language", options { $0.language = "klingon" }),
        ("output", options { $0.output = "a.m4b" }), ("output", options { ($0.output, $0.format) = ("a.mp3", .flac) }),
        (nil, options { $0.author = "" }), (nil, options { ($0.output, $0.format) = ("a.mp3", .mp3) }),
    ])
    func whatCannotBeHadIsToldByItsOption(option: String?, options: EnqueueOptions) {
        #expect(options.fault?.option == option)
    }
}
