import Dispatch
import Foundation

/// A browser without a screen.
enum Chromium {
    /// What it showed of a page.
    struct Outcome {
        /// The document after its script ran.
        let document: String
        /// What it complained about: errors, and what the policy of the page forbade.
        let complaints: [Substring]
    }

    /// Where it is; nil where it is not installed.
    static let path: String? = {
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        let names = ["chromium", "chromium-browser", "google-chrome"]
        let candidates = folders.flatMap { folder in names.map { "\(folder)/\($0)" } }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    /// Opens a page as a file and waits for its script.
    static func open(_ page: String, in folder: URL) throws -> Outcome {
        let file = folder.appending(path: "page.html")
        try page.write(to: file, atomically: true, encoding: .utf8)
        let (output, errors) = (folder.appending(path: "output"), folder.appending(path: "errors"))
        for url in [output, errors] { _ = FileManager.default.createFile(atPath: url.path, contents: nil) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path ?? "/nowhere")
        process.arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--user-data-dir=\(folder.appending(path: "profile").path)",
            "--enable-logging=stderr", "--v=0", "--virtual-time-budget=5000", "--dump-dom", file.absoluteString,
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        // One that hangs is ended, and the page is then missing from its output.
        let watchdog = DispatchWorkItem { process.terminate() }
        DispatchQueue.global().asyncAfter(deadline: .now() + 90, execute: watchdog)
        process.waitUntilExit()
        watchdog.cancel()
        let log = try String(contentsOf: errors, encoding: .utf8)
        return Outcome(
            document: try String(contentsOf: output, encoding: .utf8),
            complaints: log.split(separator: "\n").filter { $0.contains("CONSOLE") }
        )
    }
}
