internal import ArgumentParser
internal import Reporting

/// How `report` writes: as every reading command does, or as a page.
enum ReportFormat: String, Sendable, CaseIterable, ExpressibleByArgument {
    case text
    case json
    /// One page with sounds and charts.
    case html

    /// The format of the other commands; nil for the page.
    var outputFormat: OutputFormat? {
        switch self {
        case .text: .text
        case .json: .json
        case .html: nil
        }
    }
}
