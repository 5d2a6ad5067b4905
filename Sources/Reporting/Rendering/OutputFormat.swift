package import Foundation

/// How a reading command writes its data.
package enum OutputFormat: String, Sendable, Hashable, CaseIterable {
    /// For a person.
    case text
    /// For a program.
    case json

    /// The renderer of the format.
    ///
    /// - Parameters:
    ///   - width: The columns that text may take; nil when nobody reads it on a terminal.
    ///   - timeZone: The clock on which text shows times; JSON is in UTC always.
    /// - Returns: A renderer for all kinds of reports.
    package func renderer(width: Int? = nil, timeZone: TimeZone = .current) -> any ReportRenderer {
        switch self {
        case .text: TextReportRenderer(width: width, timeZone: timeZone)
        case .json: JSONReportRenderer()
        }
    }
}
