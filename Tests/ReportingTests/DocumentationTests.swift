import Foundation
import Reporting
import Testing

@Suite struct DocumentationTests {
    /// `docs/report.md` names every key that is written.
    @Test func describesEveryKey() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let text = try String(contentsOf: root.appending(path: "docs/report.md"), encoding: .utf8)
        let renderer = JSONReportRenderer()
        let documents = [renderer.render(Report.sample), renderer.render(JobDetailReport.sample)]
        let keys = try documents.reduce(into: Set<String>()) { keys, document in
            Self.collect(try JSONSerialization.jsonObject(with: Data(document.utf8)), into: &keys)
        }
        // Names in an error's details are data.
        #expect(keys.subtracting(["seconds"]).filter { !text.contains("`\($0)`") }.isEmpty)
    }

    private static func collect(_ value: Any, into keys: inout Set<String>) {
        if let object = value as? [String: Any] {
            keys.formUnion(object.keys)
            object.values.forEach { collect($0, into: &keys) }
        } else if let array = value as? [Any] {
            array.forEach { collect($0, into: &keys) }
        }
    }
}
