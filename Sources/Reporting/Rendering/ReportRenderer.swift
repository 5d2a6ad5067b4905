/// Turns report values into text of some format, which ends in a line feed.
package protocol ReportRenderer: Sendable {
    func render(_ report: Report) -> String
    func render(_ list: ListReport) -> String
    func render(_ detail: JobDetailReport) -> String
    func render(_ checkup: CheckupReport) -> String

    /// Hands the text over piece by piece, since the queue may be long.
    func write(_ report: Report, to output: @escaping (String) -> Void)
    /// Hands the text over piece by piece, since the queue may be long.
    func write(_ list: ListReport, to output: @escaping (String) -> Void)
}

extension ReportRenderer {
    package func write(_ report: Report, to output: @escaping (String) -> Void) { output(render(report)) }
    package func write(_ list: ListReport, to output: @escaping (String) -> Void) { output(render(list)) }
}
