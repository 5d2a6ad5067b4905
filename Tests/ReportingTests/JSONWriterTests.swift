import Foundation
@testable import Reporting
import Testing

@Suite struct JSONWriterTests {
    @Test(
        arguments: [
            "", "plain", "\"quoted\"", "back\\slash", "a/b", "line\nfeed\r\ttab", "\u{0}\u{1}\u{1F}\u{7F}", "日本語 🎧 é",
            "\u{2028}",
        ]
    )
    func textSurvives(text: String) throws {
        let document = JSONWriter.document([text])
        let parsed = try JSONSerialization.jsonObject(with: Data(document.utf8)) as? [String]
        #expect(parsed == [text])
    }

    @Test(
        arguments: [
            (0.0, "0"), (1.0, "1"), (-2.5, "-2.5"), (0.1 + 0.2, "0.3"), (1234.5678, "1234.568"), (1e-9, "0"),
            (.nan, "null"), (.infinity, "null"), (1e20, "1e+20"),
        ]
    )
    func numbersAreShort(number: Double, text: String) {
        #expect(JSONWriter.document(number) == text + "\n")
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
            (1_795_384_805, "2026-11-22T22:00:05Z"),
        ]
    )
    func datesAreISO8601(seconds: Int, text: String) {
        let date = Date(timeIntervalSince1970: Double(seconds))
        #expect(Moment(date).iso8601 == text)
        #expect(date.formatted(.iso8601) == text)
    }
}
