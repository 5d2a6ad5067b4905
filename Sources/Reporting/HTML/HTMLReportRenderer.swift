internal import Core
package import Foundation
internal import Mustache

/// Writes the evidence as one HTML page that needs nothing else: no network, no other file, and for reading no script.
///
/// It shows untrusted data: the templates escape it, and a content security policy blocks whatever might get through.
package struct HTMLReportRenderer: Sendable {
    /// Places of one job that are shown one by one.
    static let mostPlaces = 400

    let timeZone: TimeZone

    /// - Parameter timeZone: The clock on which times are shown.
    package init(timeZone: TimeZone = .current) {
        self.timeZone = timeZone
    }

    /// The whole page.
    package func render(_ evidence: EvidenceReport) -> String {
        var text = ""
        write(evidence) { text += $0 }
        return text
    }

    /// Writes the page piece by piece, at most a job without its places or one place at once; the audio makes it long.
    package func write(_ evidence: EvidenceReport, to output: (String) -> Void) {
        let templates = PageTemplates.embedded
        templates.write("page", PageView(evidence, timeZone: timeZone), to: output) {
            for job in evidence.jobs {
                templates.write("job", JobView(job, timeZone: timeZone), to: output) {
                    for place in job.detail.placesToHear.prefix(Self.mostPlaces) {
                        output(templates.text("place", PlaceView(place, of: job)))
                    }
                }
            }
        }
    }
}

extension JobDetailReport {
    /// The places where something is wrong with what is used, and those where nothing is.
    var placesToHear: [PlaceReport] { places.filter { $0.isFlagged || $0.isFailed } }
}

/// The page around its jobs, as `page.mustache` shows it.
private struct PageView {
    let policy = PagePolicy.content
    let style = PageTemplates.style
    let script = PageTemplates.script
    let parts = PageTemplates.parts
    let title: String
    let generatedAt: String
    let summary: SummaryView

    init(_ evidence: EvidenceReport, timeZone: TimeZone) {
        let jobs = evidence.jobs
        title = jobs.count == 1 ? "\(jobs[0].detail.job.job.title) – qwen-batch report" : "qwen-batch report"
        generatedAt = evidence.report.generatedAt.clockText(in: timeZone)
        summary = SummaryView(evidence, timeZone: timeZone)
    }
}

/// Text in a style of the style sheet.
struct StyledText: MustacheParent {
    let text: String
    /// Classes of the style sheet.
    let style: String

    init(_ text: String, style: String) {
        self.text = text
        self.style = style
    }

    func child(named name: String) -> Any? {
        switch name {
        case "text": text
        case "style": style
        default: nil
        }
    }

    /// How a job stands; one that is completed with gaps says so.
    static func badges(of job: JobReport) -> [StyledText] {
        let style =
            switch job.job.state {
            case .completed: "badge good"
            case .failed, .blocked: "badge bad"
            case .queued, .running, .cancelled: "badge"
            }
        let gaps = job.hasGaps ? [StyledText("with gaps", style: "badge bad")] : []
        return [StyledText(job.job.state.rawValue, style: style)] + gaps
    }
}

/// An error with its remedy and its details, as `notice.mustache` shows it.
struct NoticeView {
    let heading: String
    let message: String
    let code: String
    let remedy: String
    /// A line for each; nil where there are none.
    let details: String?

    init(_ heading: String, _ error: BatchError) {
        self.heading = heading
        message = error.message
        code = error.code.rawValue
        remedy = error.remedy
        let lines = error.details.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        details = lines.isEmpty ? nil : lines.joined(separator: "\n")
    }
}
