@testable import QueueStore
import Testing

@Suite struct JSONTextTests {
    @Test(
        arguments: [
            [], [""], ["/a/b c.flac"], ["/a", "/b", ""], ["a\",\"b", "c"], ["back\\slash", "tab\t"], ["日本語 🎧", "é"],
            ["[", "]", ",", "{}"],
        ]
    )
    func stringsSurvive(strings: [String]) throws {
        #expect(try JSONText.decodeStrings(JSONText.encode(strings)) == strings)
    }

    @Test func dictionariesSurvive() throws {
        let details = ["path": "/a/b", "lines": "one\ntwo"]
        #expect(try JSONText.decode(JSONText.encode(details), default: [:]) == details)
        #expect(try JSONText.encode([String: String]()) == "{}")
    }
}
