import Core
import Foundation
@testable import Reporting
import Testing

@Suite struct ReportJSONTests {
    @Test(
        arguments: [
            "", "plain", "\"quoted\"", "back\\slash", "a/b", "line\nfeed\r\ttab", "\u{0}\u{1}\u{1F}\u{7F}", "日本語 🎧 é",
            "\u{2028}",
        ]
    )
    func textSurvives(text: String) throws {
        let document = try ReportJSON.text(of: [text])
        let parsed = try JSONSerialization.jsonObject(with: Data(document.utf8)) as? [String]
        #expect(parsed == [text])
        #expect(document.hasSuffix("\n]\n"))
        #expect(!document.contains("\\/"))
    }

    @Test(
        arguments: [
            (0.0, "0"), (1.0, "1"), (-2.5, "-2.5"), (1234.5678, "1234.5678"), (0.000_1, "0.0001"), (1e-9, "1e-09"),
            (1e20, "1e+20"), (.nan, "\"nan\""), (.infinity, "\"infinity\""),
        ]
    )
    func numbersKeepTheirValue(number: Double, text: String) throws {
        #expect(try ReportJSON.text(of: number) == text + "\n")
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
            (1_795_384_805, "2026-11-22T22:00:05Z"),
        ]
    )
    func datesAreISO8601(seconds: Int, text: String) throws {
        let date = Date(timeIntervalSince1970: Double(seconds))
        #expect(try ReportJSON.text(of: date) == "\"\(text)\"\n")
        #expect(date.formatted(.iso8601) == text)
    }

    @Test func keysAreSortedAndNothingIsLeftOut() throws {
        let expected = """
            {
              "code" : "text.note",
              "line" : null,
              "message" : "a/b",
              "severity" : "note"
            }

            """
        #expect(
            try ReportJSON.text(of: DiagnosticReport(Diagnostic(.note, code: "text.note", message: "a/b"))) == expected
        )
    }
}
