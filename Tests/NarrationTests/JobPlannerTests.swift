import Core
import Foundation
@testable import Narration
import Testing

@Suite("What is asked of a job")
struct JobPlannerTests {
    private func plan(_ change: (inout JobWishes) -> Void = { _ in }) throws -> NewJob {
        var wishes = JobWishes()
        change(&wishes)
        let folder = URL(filePath: "/work", directoryHint: .isDirectory)
        let workspace = Workspace(environment: [:], workingDirectory: folder, executable: folder)
        let planner = JobPlanner(
            wishes: wishes,
            target: OutputTarget(option: wishes.output, isShared: false, workspace: workspace),
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

    private static func wishes(_ change: (inout JobWishes) -> Void) -> JobWishes {
        var wishes = JobWishes()
        change(&wishes)
        return wishes
    }

    @Test(arguments: [
        ("speed", wishes { $0.speed = 4.5 }), ("speed", wishes { $0.speed = .nan }), ("seed", wishes { $0.seed = -1 }),
        ("title", wishes { $0.title = " " }), ("voice", wishes { $0.voice = "" }),
        ("author", wishes { $0.author = "\u{FFFD}" }), ("language", wishes { $0.language = "klingon" }),
        ("output", wishes { $0.output = "a.m4b" }), ("output", wishes { ($0.output, $0.format) = ("a.mp3", .flac) }),
        (nil, wishes { $0.author = "" }), (nil, wishes { ($0.output, $0.format) = ("a.mp3", .mp3) }),
    ])
    func whatCannotBeHadIsToldByItsOption(option: String?, wishes: JobWishes) {
        #expect(wishes.fault?.option == option)
    }
}
