internal import Core
package import Foundation

/// Finds the sidecar program, in the order that `docs/sidecar.md` promises.
package struct SidecarLocator: Sendable {
    /// The environment variable that names the program.
    package static let environmentVariable = "QWEN_BATCH_SIDECAR"

    /// The path that the profile names.
    package var configured: String?
    package var environment: [String: String]
    /// The running `qwen-batch` program.
    package var executable: URL
    /// The engine that it must have: each has a build of its own, of which that for Qwen3-TTS has the embedded one, too.
    package var engine: EngineConfiguration.Name

    package init(
        configured: String?,
        environment: [String: String],
        executable: URL,
        engine: EngineConfiguration.Name = .embedded
    ) {
        self.engine = engine
        self.configured = configured
        self.environment = environment
        self.executable = executable
    }

    /// The program's name on this platform.
    package static var programName: String { "qwen-tts-\(targetTriple)" }

    /// The first program that is there and can be executed.
    ///
    /// - Throws: `sidecar.binaryMissing` with every place that was tried, `sidecar.notExecutable` for a place named by
    ///   the profile or the environment, or found first, that holds a file which cannot be executed.
    package func locate() throws -> URL {
        for place in places {
            for candidate in candidates(at: place) where isFile(candidate) {
                guard FileManager.default.isExecutableFile(atPath: candidate.path) else {
                    throw notExecutable(candidate)
                }
                return candidate
            }
            if place.isExplicit { break }
        }
        throw missing()
    }
}

extension SidecarLocator {
    private struct Place {
        var url: URL
        /// Named by a person, so that a miss is an error rather than a reason to look further.
        var isExplicit: Bool
    }

    private var places: [Place] {
        let beside = executable.deletingLastPathComponent()
        var places: [Place] = []
        if let configured {
            places.append(Place(url: URL(fileURLWithPath: configured), isExplicit: true))
        }
        if let named = environment[Self.environmentVariable], !named.isEmpty {
            places.append(Place(url: URL(fileURLWithPath: named), isExplicit: true))
        }
        let libexec = beside.appending(path: "../libexec/qwen-batch").standardizedFileURL
        for folder in [beside, libexec] + buildFolders {
            if engine == .qwen { places.append(Place(url: folder.appending(path: "qwen"), isExplicit: false)) }
            places.append(Place(url: folder, isExplicit: false))
        }
        return places
    }

    /// `sidecar/dist` of the checkout that the program was built in, from `.build/debug` or deeper upwards.
    private var buildFolders: [URL] {
        var folder = executable.deletingLastPathComponent()
        var found: [URL] = []
        for _ in 0..<5 where folder.path != "/" {
            let package = folder.appending(path: "Package.swift")
            if FileManager.default.fileExists(atPath: package.path) {
                found.append(folder.appending(path: "sidecar/dist"))
            }
            folder = folder.deletingLastPathComponent()
        }
        return found
    }

    /// A place is the program itself, a folder with it, or a folder with its folder in it.
    private func candidates(at place: Place) -> [URL] {
        let name = Self.programName
        let inside = [place.url.appending(path: name), place.url.appending(path: name).appending(path: name)]
        return place.isExplicit ? [place.url] + inside : inside
    }

    private func isFile(_ url: URL) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) && !isFolder.boolValue
    }

    private func notExecutable(_ program: URL) -> BatchError {
        BatchError(
            .sidecarNotExecutable,
            "The sidecar \(program.path) may not be executed.",
            remedy: "Run: chmod +x '\(program.path)'",
            details: ["program": program.path]
        )
    }

    private func missing() -> BatchError {
        let explicit = places.first { $0.isExplicit }
        let tried = (explicit.map { [$0] } ?? places).map(\.url.path)
        return BatchError(
            .sidecarBinaryMissing,
            "The sidecar \(Self.programName) was not found; tried: \(tried.joined(separator: ", ")).",
            remedy: "Build it with `make \(engine == .qwen ? "sidecar-qwen" : "sidecar")`, or name it in "
                + "\(Self.environmentVariable) or as the profile's sidecar.binary.",
            details: ["tried": tried.joined(separator: "\n")]
        )
    }
}

extension SidecarLocator {
    /// The platform part of the program's name, as Rust and LLVM write it.
    static var targetTriple: String {
        #if arch(x86_64)
        let architecture = "x86_64"
        #elseif arch(arm64)
        let architecture = "aarch64"
        #endif
        #if os(macOS)
        return "\(architecture)-apple-darwin"
        #else
        return "\(architecture)-unknown-linux-gnu"
        #endif
    }
}
