import ArgumentParser
@testable import Commands
import Core
import Foundation
@testable import Narration
import Testing
import TestSupport

@Suite("The documentation")
struct DocumentationTests {
    private func lines(of path: String) throws -> [String] {
        let text = try String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
        return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// What stands in backticks at the start of the rows of the tables under a heading, up to the next heading.
    private func names(in path: String, under heading: String) throws -> [String] {
        let section = try lines(of: path).drop { $0 != heading }.dropFirst().prefix { !$0.hasPrefix("#") }
        return section.compactMap { line in
            line.firstMatch(of: #/^\| `([^` ]+)[^`]*`[^|]* \|/#).map { String($0.output.1) }
        }
    }

    @Test func theReadmeNamesEveryCommand() throws {
        let commands = QwenBatchCommand.configuration.subcommands.compactMap { $0.configuration.commandName }
        #expect(try names(in: "README.md", under: "## Commands") == commands)
    }

    @Test func theReadmeNamesEveryKeyOfAProfile() throws {
        #expect(try names(in: "README.md", under: "### Profile reference") == ProfileKey.all.map(\.path))
    }

    @Test func everyErrorCodeHasItsSection() throws {
        let codes = try lines(of: "docs/errors.md").compactMap { line in
            line.firstMatch(of: #/^### `([^`]+)`$/#).map { String($0.output.1) }
        }
        #expect(Set(codes) == Set(ErrorCode.allCases.map(\.rawValue)))
        #expect(codes.count == ErrorCode.allCases.count)
    }

    @Test(arguments: ErrorCode.allCases)
    func everyErrorSaysWhoseFaultItIsAndWhatToDo(code: ErrorCode) throws {
        let section = try lines(of: "docs/errors.md").drop { $0 != "### `\(code.rawValue)`" }.dropFirst()
            .prefix { !$0.hasPrefix("#") }
        let fault =
            switch code.blame {
            case .job: "The job's fault."
            case .surroundings: "The surroundings' fault."
            }
        #expect(section.first?.hasPrefix(fault) == true)
        #expect(section.contains { $0.hasPrefix("**What to do:** ") })
    }

    @Test(arguments: [
        "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/overview.md", "docs/errors.md", "docs/report.md",
        "docs/sidecar.md", "docs/mastering.md", "docs/manifest.md", "docs/reliability.md", "docs/qwen.md",
        "docs/scaling.md", "docs/quality.md", "sidecar/README.md",
    ])
    func everyLinkLeadsSomewhere(document: String) throws {
        let folder = Repository.root.appending(path: document).deletingLastPathComponent()
        let links = try lines(of: document).flatMap { line in
            line.matches(of: #/\]\(([^)\s]+)\)/#).map { String($0.output.1) }
        }
        for link in links where !link.contains("://") {
            let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let target = parts[0].isEmpty ? Repository.root.appending(path: document) : folder.appending(path: parts[0])
            #expect(FileManager.default.fileExists(atPath: target.path), "\(document) links to \(link)")
            guard parts.count > 1, target.pathExtension == "md" else { continue }
            let text = try String(contentsOf: target, encoding: .utf8)
            #expect(anchors(in: text).contains(parts[1]), "\(document) links to \(link)")
        }
    }

    /// The names under which the headings of a document can be linked to.
    private func anchors(in text: String) -> Set<String> {
        let headings = text.split(separator: "\n").filter { $0.hasPrefix("#") }
        return Set(
            headings.map { heading in
                heading.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces).lowercased()
                    .filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == " " }
                    .replacingOccurrences(of: " ", with: "-")
            }
        )
    }
}
