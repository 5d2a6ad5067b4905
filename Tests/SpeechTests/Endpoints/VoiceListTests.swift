import Core
import Foundation
@testable import Speech
import Testing

@Suite("The shapes of voice lists") struct VoiceListTests {
    @Test(arguments: [
        (#"{"voices": ["a", "b"], "uploaded_voices": []}"#, ["a", "b"]),
        (#"{"voices": [{"id": "a", "name": "Ann", "languages": ["en-US"]}, {"name": "b"}]}"#, ["a", "b"]),
        (#"{"object": "list", "data": [{"voice_id": "a"}, {"id": "b"}], "total": 2}"#, ["a", "b"]),
        (#"{"data": [{"id": "a"}], "total": 1683}"#, []), (#"{"data": [{"id": "a"}], "has_more": true}"#, []),
        (#"{"detail": "Not Found"}"#, []), (#"{"voices": [1, {"x": "y"}]}"#, []),
    ])
    func voicesAreFound(json: String, ids: [String]) throws {
        let answer = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect(VoiceList.voices(in: answer).map(\.id) == ids)
    }
}
