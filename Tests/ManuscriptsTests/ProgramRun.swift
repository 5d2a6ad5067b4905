import Foundation
import Testing
import TestSupport

/// One run of the real program as a process of its own.
struct ProgramRun {
    let code: Int32
    let output: String
    let errors: String
    /// The most memory that it had at once, in bytes.
    let peakMemory: Int

    /// Runs the program that was built beside the tests, in a folder with a queue of its own.
    ///
    /// - Parameters:
    ///   - arguments: The command line; `%E9` stands for a byte that is no UTF-8, `%25` for the percent sign.
    ///   - folder: Where it runs, and where its queue is.
    ///   - input: What comes from standard input.
    /// - Throws: What goes wrong before the program runs.
    init(_ arguments: String..., in folder: URL, input: String = "") async throws {
        let files = ["input", "output", "errors", "peak"].map { folder.appending(path: ".\($0)") }
        try Data(input.utf8).write(to: files[0])
        try files[1...].forEach { try Data().write(to: $0) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.launcher, files[3].path, BuiltProgram.url.path] + arguments
        process.currentDirectoryURL = folder
        process.environment = BuiltProgram.environment(in: folder, home: ".home")
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        try process.run()
        while process.isRunning {
            try await Task.sleep(for: .milliseconds(20))
        }
        code = process.terminationStatus
        output = try String(contentsOf: files[1], encoding: .utf8)
        errors = try String(contentsOf: files[2], encoding: .utf8)
        peakMemory = try #require(Int(String(contentsOf: files[3], encoding: .utf8)))
    }

    /// Swift's own processes take neither arguments that are no text nor tell of a child's memory.
    private static let launcher = """
        import os, sys, urllib.parse
        arguments = [urllib.parse.unquote_to_bytes(argument) for argument in sys.argv[2:]]
        pid = os.fork()
        if pid == 0:
            os.execv(arguments[0], arguments)
        _, status, usage = os.wait4(pid, 0)
        with open(sys.argv[1], "w") as peak:
            peak.write(str(usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)))
        os._exit(os.waitstatus_to_exitcode(status) % 256)
        """
}
