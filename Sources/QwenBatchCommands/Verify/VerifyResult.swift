internal import BatchCore
internal import Foundation
internal import Reports

/// What was found of one book.
struct VerifiedBook: Encodable {
    /// As it was named.
    var book: String
    var manifest: String?
    var isGood: Bool
    var findings: [VerifyFinding]

    init(book: String, manifest: String?, findings: [VerifyFinding]) {
        self.book = book
        self.manifest = manifest
        self.findings = findings
        isGood = !findings.contains { $0.severity == .error }
    }

    var text: String {
        let lines = findings.map { finding in
            let code = finding.code.map { " [\($0.rawValue)]" } ?? ""
            return
                "  \(finding.severity.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0))\(finding.message)\(code)"
        }
        return (["\(book): \(isGood ? "good" : "NOT good")"] + lines).joined(separator: "\n") + "\n"
    }
}

/// What was found of all books.
struct VerifyResult: Encodable {
    var schema = 1
    var books: [VerifiedBook] = []

    var isGood: Bool { books.allSatisfy(\.isGood) }

    func rendered(as format: OutputFormat) throws -> String {
        switch format {
        case .text: return books.map(\.text).joined(separator: "\n")
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        }
    }
}
