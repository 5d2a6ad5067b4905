import Core
import Foundation
import Speech
import Testing
import TestSupport

@Suite("Where the sidecar is looked for")
struct SidecarLocatorTests {
    /// The places, best first, as paths below a folder that also holds `bin/qwen-batch`.
    private static let places = [
        "profile/\(SidecarLocator.programName)", "variable/\(SidecarLocator.programName)",
        "bin/\(SidecarLocator.programName)", "libexec/qwen-batch/\(SidecarLocator.programName)",
    ]

    private func put(_ path: String, in folder: URL, mode: Int = 0o755) throws -> URL {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("#!/bin/sh\n".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
        return file
    }

    private func locator(_ folder: URL, profile: Bool, variable: Bool) -> SidecarLocator {
        let named = folder.appending(path: Self.places[1]).path
        return SidecarLocator(
            configured: profile ? folder.appending(path: Self.places[0]).path : nil,
            environment: variable ? [SidecarLocator.environmentVariable: named] : [:],
            executable: folder.appending(path: "bin/qwen-batch")
        )
    }

    @Test(arguments: places.indices) func theBestPlaceWins(best: Int) async throws {
        try await withScratchFolder { folder in
            var files: [URL] = []
            for place in Self.places[best...] { files.append(try put(place, in: folder)) }
            let found = try locator(folder, profile: best < 1, variable: best < 2).locate()
            #expect(found.path == files[0].path)
        }
    }

    @Test func aFrozenFolderIsFoundAsWell() async throws {
        try await withScratchFolder { folder in
            let name = SidecarLocator.programName
            let program = try put("bin/\(name)/\(name)", in: folder)
            #expect(try locator(folder, profile: false, variable: false).locate().path == program.path)
        }
    }

    @Test(arguments: [EngineConfiguration.Name.embedded, .qwen])
    func anEngineIsLookedForInItsOwnFolderFirst(engine: EngineConfiguration.Name) async throws {
        try await withScratchFolder { folder in
            let name = SidecarLocator.programName
            var locator = locator(folder, profile: false, variable: false)
            locator.engine = engine
            let plain = try put("libexec/qwen-batch/\(name)/\(name)", in: folder)
            #expect(try locator.locate().path == plain.path)
            let own = try put("libexec/qwen-batch/qwen/\(name)/\(name)", in: folder)
            #expect(try locator.locate().path == (engine == .qwen ? own : plain).path)
        }
    }

    @Test func theBuildFolderOfTheCheckoutIsFound() async throws {
        try await withScratchFolder { folder in
            let name = SidecarLocator.programName
            _ = try put("Package.swift", in: folder)
            let program = try put("sidecar/dist/\(name)/\(name)", in: folder)
            let locator = SidecarLocator(
                configured: nil,
                environment: [:],
                executable: folder.appending(path: ".build/x86_64-unknown-linux-gnu/release/qwen-batch")
            )
            #expect(try locator.locate().path == program.path)
        }
    }

    @Test func aMissingSidecarListsEveryPlaceThatWasTried() async throws {
        try await withScratchFolder { folder in
            let error = try #require(
                #expect(throws: BatchError.self) { try locator(folder, profile: false, variable: false).locate() }
            )
            #expect(error.code == .sidecarBinaryMissing)
            #expect(error.message.contains(folder.appending(path: "bin").path))
            #expect(error.message.contains(folder.appending(path: "libexec/qwen-batch").path))
            #expect(error.remedy.contains("make sidecar"))
        }
    }

    @Test func aSidecarThatIsNamedAndMissingIsNotReplacedByAnother() async throws {
        try await withScratchFolder { folder in
            _ = try put(Self.places[2], in: folder)
            let locator = locator(folder, profile: true, variable: false)
            let error = #expect(throws: BatchError.self) { try locator.locate() }
            #expect(error?.code == .sidecarBinaryMissing)
        }
    }

    @Test func aSidecarWithoutPermissionSaysHowToGiveIt() async throws {
        try await withScratchFolder { folder in
            let file = try put(Self.places[2], in: folder, mode: 0o644)
            let error = try #require(
                #expect(throws: BatchError.self) { try locator(folder, profile: false, variable: false).locate() }
            )
            #expect(error.code == .sidecarNotExecutable)
            #expect(error.remedy.contains("chmod +x '\(file.path)'"))
        }
    }
}
