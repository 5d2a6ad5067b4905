/// Writes reports as the JSON that `docs/report.md` describes.
package struct JSONReportRenderer: ReportRenderer {
    package init() {}

    package func render(_ report: Report) -> String { JSONWriter.document(report) }
    package func render(_ list: ListReport) -> String { JSONWriter.document(list) }
    package func render(_ detail: JobDetailReport) -> String { JSONWriter.document(detail) }
    package func render(_ checkup: CheckupReport) -> String { JSONWriter.document(checkup) }

    package func write(_ report: Report, to output: @escaping (String) -> Void) { JSONWriter.write(report, to: output) }
    package func write(_ list: ListReport, to output: @escaping (String) -> Void) { JSONWriter.write(list, to: output) }
}
