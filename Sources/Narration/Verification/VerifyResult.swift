internal import Core
internal import Foundation
internal import Reporting

/// What was found of one book.
package struct VerifiedBook: Encodable {
    /// As it was named.
    package var book: String
    package var manifest: String?
    package var isGood: Bool
    package var findings: [VerifyFinding]

    package init(book: String, manifest: String?, findings: [VerifyFinding]) {
        self.book = book
        self.manifest = manifest
        self.findings = findings
        isGood = !findings.contains { $0.severity == .error }
    }

    package var text: String {
        let lines = findings.map { finding in
            let code = finding.code.map { " [\($0.rawValue)]" } ?? ""
            return
                "  \(finding.severity.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0))\(finding.message)\(code)"
        }
        return (["\(book): \(isGood ? "good" : "NOT good")"] + lines).joined(separator: "\n") + "\n"
    }
}

/// What was found of all books.
package struct VerifyResult: Encodable {
    package var schema = 1
    package var books: [VerifiedBook] = []

    package var isGood: Bool { books.allSatisfy(\.isGood) }

    package func rendered(as format: OutputFormat) throws -> String {
        switch format {
        case .text: return books.map(\.text).joined(separator: "\n")
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        }
    }
}
