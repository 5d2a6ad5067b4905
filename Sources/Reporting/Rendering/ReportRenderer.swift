package import Foundation

/// Turns report values into text of some format, which ends in a line feed.
package protocol ReportRenderer: Sendable {
    func render(_ report: Report) throws -> String
    func render(_ list: ListReport) throws -> String
    func render(_ detail: JobDetailReport) throws -> String
    func render(_ checkup: CheckupReport) throws -> String

    /// Hands the text over piece by piece, since the queue may be long.
    func write(_ report: Report, to output: (String) -> Void) throws
    /// Hands the text over piece by piece, since the queue may be long.
    func write(_ list: ListReport, to output: (String) -> Void) throws
}

extension ReportRenderer {
    package func write(_ report: Report, to output: (String) -> Void) throws { output(try render(report)) }
    package func write(_ list: ListReport, to output: (String) -> Void) throws { output(try render(list)) }
}

/// How a reading command writes its data.
package enum OutputFormat: String, Sendable, Hashable, CaseIterable {
    /// For a person.
    case text
    /// For a program.
    case json

    /// The renderer of the format.
    ///
    /// - Parameters:
    ///   - width: The columns that text may take; nil where the output is no terminal.
    ///   - timeZone: The clock on which text shows times; JSON is in UTC always.
    /// - Returns: A renderer for all kinds of reports.
    package func renderer(width: Int? = nil, timeZone: TimeZone = .current) -> any ReportRenderer {
        switch self {
        case .text: TextReportRenderer(width: width, timeZone: timeZone)
        case .json: JSONReportRenderer()
        }
    }
}

/// Writes reports as the JSON that `docs/report.md` describes.
package struct JSONReportRenderer: ReportRenderer {
    package init() {}

    package func render(_ report: Report) throws -> String { try ReportJSON.text(of: report) }
    package func render(_ list: ListReport) throws -> String { try ReportJSON.text(of: list) }
    package func render(_ detail: JobDetailReport) throws -> String { try ReportJSON.text(of: detail) }
    package func render(_ checkup: CheckupReport) throws -> String { try ReportJSON.text(of: checkup) }

    package func write(_ report: Report, to output: (String) -> Void) throws {
        try ReportJSON.write(report, to: output)
    }

    package func write(_ list: ListReport, to output: (String) -> Void) throws {
        try ReportJSON.write(list, to: output)
    }
}
