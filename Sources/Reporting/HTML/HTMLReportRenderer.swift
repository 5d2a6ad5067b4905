internal import Core
package import Foundation

/// Writes the evidence as one HTML page that needs nothing else: no network, no other file, and for reading no script.
///
/// What it shows is data from outside; `HTMLWriter` escapes it, and a content security policy keeps a browser from whatever
/// might have got through.
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

    /// Hands the page over piece by piece; its sounds make it long.
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
