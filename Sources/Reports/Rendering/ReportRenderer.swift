/// Turns report values into text of some format, which ends in a line feed.
package protocol ReportRenderer: Sendable {
    func render(_ report: Report) -> String
    func render(_ list: ListReport) -> String
    func render(_ detail: JobDetailReport) -> String
    func render(_ checkup: CheckupReport) -> String
}
