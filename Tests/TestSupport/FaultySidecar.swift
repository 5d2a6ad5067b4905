package import Foundation

/// The test sidecar that goes wrong in the way it is told to.
package enum FaultySidecar {
    package static let program = Repository.root.appending(path: "Tests/TestSupport/Programs/faulty-sidecar.py")

    /// Writes a profile that uses it into `jobs/` of a folder, where commands look for profiles.
    ///
    /// - Parameters:
    ///   - name: The profile's name.
    ///   - folder: The working folder.
    ///   - environment: What the sidecar is told, such as its `FAULT`.
    ///   - settings: Further lines of the table `sidecar`.
    ///   - before: Tables that come first.
    /// - Throws: Errors of the file system.
    package static func writeProfile(
        _ name: String = "overnight",
        in folder: URL,
        environment: [String: String] = [:],
        settings: String = "",
        before: String = ""
    ) throws {
        let jobs = folder.appending(path: "jobs")
        try FileManager.default.createDirectory(at: jobs, withIntermediateDirectories: true)
        let variables = environment.map { "\($0) = \"\($1)\"" }.joined(separator: ", ")
        let profile = """
            \(before)
            [sidecar]
            binary = "\(program.path)"
            environment = { \(variables) }
            \(settings)
            """
        try Data(profile.utf8).write(to: jobs.appending(path: "\(name).toml"))
    }
}
