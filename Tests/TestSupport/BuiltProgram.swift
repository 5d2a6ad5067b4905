package import Foundation

/// The program that was built beside the tests, to be run as a process of its own.
package enum BuiltProgram {
    package static let url = URL(filePath: CommandLine.arguments[0])
        .deletingLastPathComponent().appending(path: "qwen-batch")

    /// All of its environment in a test, with which it keeps everything in the folder.
    ///
    /// Sanitizers get their options.
    package static func environment(in folder: URL, home: String) -> [String: String] {
        let sanitizers = ProcessInfo.processInfo.environment.filter { $0.key.hasSuffix("SAN_OPTIONS") }
        let own = ["HOME": folder.path, "PATH": "/usr/bin:/bin", "QWEN_BATCH_HOME": home]
        return sanitizers.merging(own) { _, own in own }
    }
}
