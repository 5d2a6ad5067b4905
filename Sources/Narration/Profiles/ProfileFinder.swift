internal import Core
internal import Foundation

/// Finds a profile: a path as given, else `./jobs`, the user's configuration folder, then the built-in ones.
package struct ProfileFinder: Sendable {
    private let workspace: Workspace

    package init(_ workspace: Workspace) {
        self.workspace = workspace
    }

    /// The profile that is always there.
    package static let builtIn = "overnight"

    /// - Throws: `profile.invalid` when it is not found, or holds something that it must not.
    package func profile(named name: String) throws -> Profile {
        let isPath = name.contains("/") || name.hasSuffix(".toml")
        let places = isPath ? [workspace.url(name)] : folders.map { $0.appending(path: "\(name).toml") }
        for place in places where FileManager.default.fileExists(atPath: place.path) {
            return try read(place)
        }
        if name == Self.builtIn { return .overnight }
        let tried = places.map(\.path)
        throw BatchError(
            .profileInvalid,
            "There is no profile \(name); tried: \(tried.joined(separator: ", ")).",
            remedy: "Write that file, or use the built-in profile \(Self.builtIn).",
            details: ["tried": tried.joined(separator: "\n")]
        )
    }

    private var folders: [URL] {
        let configuration = workspace.environment["XDG_CONFIG_HOME"].flatMap { path in
            path.hasPrefix("/") ? URL(fileURLWithPath: path, isDirectory: true) : nil
        }
        return [
            workspace.workingDirectory.appending(path: "jobs"),
            (configuration ?? workspace.url("~/.config")).appending(path: "qwen-batch/jobs"),
        ]
    }

    private func read(_ url: URL) throws -> Profile {
        let text: String
        do {
            text = try String(contentsOf: url, encoding: .utf8)
        } catch {
            throw BatchError(
                .profileInvalid,
                "The profile \(url.path) cannot be read as UTF-8 text.",
                remedy: "Check its permissions and its encoding.",
                details: ["file": url.path]
            )
        }
        let name = url.deletingPathExtension().lastPathComponent
        return try ProfileFile(name: name, path: url.path, text: text).parse()
    }
}
