package import Foundation

/// The program that was built beside the tests, to be run as a process of its own.
package enum BuiltProgram {
    package static let url = URL(filePath: CommandLine.arguments[0])
        .deletingLastPathComponent().appending(path: "qwen-batch")

    /// All of its environment in a test, with which it keeps everything in the folder.
    ///
    /// Sanitizers get their options, and a program that counts the lines it runs its place for that.
    package static func environment(in folder: URL, home: String) -> [String: String] {
        let instruments = ProcessInfo.processInfo.environment.filter { name, _ in
            name.hasSuffix("SAN_OPTIONS") || name == "LLVM_PROFILE_FILE"
        }
        let own = ["HOME": folder.path, "PATH": "/usr/bin:/bin", "QWEN_BATCH_HOME": home]
        return instruments.merging(own) { _, own in own }
    }
}
