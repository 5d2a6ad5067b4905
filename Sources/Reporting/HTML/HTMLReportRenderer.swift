internal import Core
internal import Crypto
package import Foundation

/// Writes the evidence as one HTML page that needs nothing else: no network, no other file, and for reading no script.
///
/// It shows untrusted data: `HTMLWriter` escapes it, and a content security policy blocks whatever might get through.
package struct HTMLReportRenderer: Sendable {
    let timeZone: TimeZone

    /// - Parameter timeZone: The clock on which times are shown.
    package init(timeZone: TimeZone = .current) {
        self.timeZone = timeZone
    }

    /// The whole page.
    package func render(_ evidence: EvidenceReport) -> String {
        var text = ""
        withoutActuallyEscaping({ text += $0 }) { write(evidence, to: $0) }
        return text
    }

    /// Writes the page piece by piece; the audio in it makes it long.
    package func write(_ evidence: EvidenceReport, to output: @escaping (String) -> Void) {
        HTMLWriter.write(to: output) { page in
            page.element("html", ["lang": "en"]) { page in
                head(evidence, &page)
                page.element("body") { body(evidence, &$0) }
            }
            page.newLine()
        }
    }

    private func head(_ evidence: EvidenceReport, _ page: inout HTMLWriter) {
        page.element("head") { page in
            page.empty("meta", ["charset": "utf-8"])
            page.empty("meta", ["http-equiv": "Content-Security-Policy", "content": PagePolicy.content])
            page.empty("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
            page.empty("meta", ["name": "referrer", "content": "no-referrer"])
            page.empty("meta", ["name": "color-scheme", "content": "light dark"])
            page.element("title", text: title(evidence))
            // Keeps a browser from asking a server for one.
            page.empty("link", ["rel": "icon", "href": "data:,"])
            page.element("style") { $0.trusted(PageStyle.text) }
        }
        page.newLine()
    }

    private func title(_ evidence: EvidenceReport) -> String {
        let jobs = evidence.jobs
        return jobs.count == 1 ? "\(jobs[0].detail.job.job.title) – qwen-batch report" : "qwen-batch report"
    }

    private func body(_ evidence: EvidenceReport, _ page: inout HTMLWriter) {
        page.element("a", ["class": "skip", "href": "#content"], text: "Skip to the content")
        page.element("header") { page in
            page.element("h1", text: "What the night brought")
            page.element("p", ["class": "soft"]) { page in
                page.text("Report of qwen-batch, made at \(moment(evidence.report.generatedAt)).")
                page.element("span", ["data-keys": "", "hidden": ""]) { page in
                    page.text(" Press ")
                    page.element("kbd", text: "n")
                    page.text(" and ")
                    page.element("kbd", text: "p")
                    page.text(" for the next and the previous place.")
                }
            }
        }
        page.element("main", ["id": "content"]) { page in
            summary(evidence, &page)
            for job in evidence.jobs { section(on: job, &page) }
        }
        page.element("footer") { page in
            page.text(
                "Levels are in decibels relative to full scale (dBFS). Sounds are in the page itself; it loads nothing."
            )
        }
        page.element("script") { $0.trusted(PageScript.text) }
    }

    func moment(_ date: Date) -> String { Moment(date, offset: timeZone.secondsFromGMT(for: date)).text }
}

// MARK: - Parts of the page

extension HTMLReportRenderer {
    /// A table that scrolls by itself on a narrow screen.
    func table(
        _ columns: [TableColumn],
        caption: String? = nil,
        _ page: inout HTMLWriter,
        rows: (inout HTMLWriter) -> Void
    ) {
        page.element("div", ["class": "scroll"]) { page in
            page.element("table") { page in
                if let caption { page.element("caption", text: caption) }
                page.element("thead") { page in
                    page.element("tr") { page in
                        for column in columns {
                            let kind = column.isNumber ? "n" : nil
                            page.element("th", ["scope": "col", "class": kind], text: column.title)
                        }
                    }
                }
                page.element("tbody", [:], rows)
            }
        }
        page.newLine()
    }

    func badge(of state: JobState, _ page: inout HTMLWriter) {
        let style =
            switch state {
            case .completed: "badge good"
            case .failed, .blocked: "badge bad"
            case .queued, .running, .cancelled: "badge"
            }
        page.element("span", ["class": style], text: state.rawValue)
    }

    /// An error with its remedy and its details.
    func notice(_ heading: String, _ error: BatchError, _ page: inout HTMLWriter) {
        page.element("div", ["class": "notice"]) { page in
            page.element("p") { page in
                page.element("strong") { $0.isolated(heading) }
                page.text(": ")
                page.isolated(error.message)
                page.text(" ")
                page.element("code", text: error.code.rawValue)
            }
            page.element("p") { page in
                page.text("→ ")
                page.isolated(error.remedy)
            }
            guard !error.details.isEmpty else { return }
            page.element("details") { page in
                page.element("summary", text: "Details")
                let details = error.details.sorted { $0.key < $1.key }
                page.element("pre", text: details.map { "\($0.key): \($0.value)" }.joined(separator: "\n"))
            }
        }
    }
}

/// The head of one column.
struct TableColumn {
    let title: String
    let isNumber: Bool

    init(_ title: String, isNumber: Bool = false) {
        self.title = title
        self.isNumber = isNumber
    }
}

extension Double {
    /// A coordinate: one decimal at most, so that drawings stay small.
    var plain: String { oneDecimal }
}

/// What a browser may load: the page's own style and script, and the images and audio inside the page.
enum PagePolicy {
    /// The content of the `Content-Security-Policy`.
    static let content = [
        "default-src 'none'",
        "style-src '\(hash(of: PageStyle.text))'",
        "script-src '\(hash(of: PageScript.text))'",
        "img-src data:",
        "media-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ].joined(separator: "; ")

    /// A hash source as CSP Level 3 has it.
    static func hash(of text: StaticString) -> String {
        let digest = text.withUTF8Buffer { SHA256.hash(data: Data($0)) }
        return "sha256-" + Data(digest).base64EncodedString()
    }
}
