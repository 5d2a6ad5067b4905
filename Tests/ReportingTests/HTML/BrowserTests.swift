import Foundation
import Reporting
import Testing
import TestSupport

/// What a real browser makes of the page.
@Suite(.enabled(if: Chromium.path != nil, "chromium is not installed"), .serialized, .timeLimit(.minutes(3)))
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
