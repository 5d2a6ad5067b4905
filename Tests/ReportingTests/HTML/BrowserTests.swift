import Dispatch
import Foundation
import Reporting
import Testing
import TestSupport

/// What a real browser makes of the page.
@Suite(
    .enabled(if: Chromium.path != nil || Chromium.isRequired, "chromium is not installed"),
    .serialized,
    .timeLimit(.minutes(3))
)
struct BrowserTests {
    let page = HTMLReportRenderer(timeZone: .gmt).render(.sample)

    @Test func theScriptRunsAndNothingIsForbidden() async throws {
        let outcome = try await withScratchFolder { try Chromium.open(page, in: $0) }
        #expect(outcome.complaints == [])
        #expect(outcome.document.contains("class=\"scripted\""))
        #expect(outcome.document.contains("<button type=\"button\">play it</button>"))
        #expect(outcome.document.contains("aria-pressed=\"true\">all (2)</button>"))
        #expect(outcome.document.contains("missing words (1)</button>"))
        #expect(outcome.document.contains("class=\"head\" y2=\"80\""))
        #expect(outcome.document.contains("<span data-keys=\"\"> Press "))
    }

    @Test func hostileTextDoesNothing() async throws {
        let texts = "<script>document.title='x'</script><img src=x onerror=alert(1)>\" onload=\"alert(1)\u{202E}"
        let hostile = HTMLReportRenderer(timeZone: .gmt).render(.saying(texts))
        let outcome = try await withScratchFolder { try Chromium.open(hostile, in: $0) }
        #expect(outcome.complaints == [])
        #expect(outcome.document.contains("class=\"scripted\""))
        #expect(outcome.document.contains("<title>&lt;script&gt;document.title='x'&lt;/script&gt;"))
        #expect(!outcome.document.contains("<img"))
    }

    /// Proof that the browser holds to the policy, and that its complaints are heard.
    @Test func anotherScriptIsForbidden() async throws {
        let changed = page.replacingOccurrences(of: "\"use strict\";", with: "\"use strict\"; ;")
        #expect(changed != page)
        let outcome = try await withScratchFolder { try Chromium.open(changed, in: $0) }
        #expect(outcome.complaints.contains { $0.contains("Content Security Policy") })
        #expect(!outcome.document.contains("class=\"scripted\""))
        // It can be read all the same.
        #expect(outcome.document.contains("The take leaves out words of the text."))
    }
}

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

    /// Whether its absence is a failure: in CI nobody would see that the tests are skipped.
    static let isRequired = ProcessInfo.processInfo.environment["CI"] == "true"

    /// Opens a page as a file and waits for its script.
    static func open(_ page: String, in folder: URL) throws -> Outcome {
        let path = try #require(path, "In CI these tests are not skipped, and chromium is not installed.")
        let file = folder.appending(path: "page.html")
        try page.write(to: file, atomically: true, encoding: .utf8)
        let (output, errors) = (folder.appending(path: "output"), folder.appending(path: "errors"))
        for url in [output, errors] { _ = FileManager.default.createFile(atPath: url.path, contents: nil) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
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
