import Core
import Foundation
@testable import Speech
import Testing

@Suite("How dialects ask") struct SpeechDialectTests {
    /// What is sent, as JSON with its keys in order.
    private func body(_ dialect: SpeechDialect, _ speech: SpeechRequest) throws -> String {
        let data = try dialect.body(speech, model: "m", form: dialect.form(for: speech))
        let object = try JSONSerialization.jsonObject(with: data)
        return String(
            decoding: try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys]),
            as: UTF8.self
        )
    }

    private let speech = SpeechRequest(text: "Hello.", voice: "vivian", language: "de-AT", speed: 1, seed: 7)

    @Test func openAIIsAskedForAFileAndNothingThatItDoesNotKnow() throws {
        #expect(
            try body(.openAI, speech)
                == #"{"input":"Hello.","model":"m","response_format":"wav","speed":1,"voice":"vivian"}"#
        )
    }

    @Test func vllmOmniStreamsSamples() throws {
        #expect(
            try body(.vllmOmni, speech)
                == #"{"input":"Hello.","language":"German","model":"m","response_format":"pcm","seed":7,"speed":1,"#
                + #""stream":true,"stream_format":"audio","voice":"vivian"}"#
        )
    }

    @Test func vllmOmniDoesNotStreamAtAnotherPace() throws {
        var fast = speech
        fast.speed = 1.5
        #expect(
            try body(.vllmOmni, fast)
                == #"{"input":"Hello.","language":"German","model":"m","response_format":"wav","seed":7,"speed":1.5,"#
                + #""voice":"vivian"}"#
        )
    }

    @Test(arguments: [("en-US", "English"), ("zh", "Chinese"), ("pt_BR", "Portuguese"), ("cy", nil), (nil, nil)])
    func vllmOmniTakesLanguagesByName(tag: String?, name: String?) throws {
        var wish = speech
        wish.language = tag
        let body = try body(.vllmOmni, wish)
        #expect(name.map { body.contains(#""language":"\#($0)""#) } ?? !body.contains("language"))
    }

    @Test func theServerOfThisProjectIsAskedForEverything() throws {
        var fast = speech
        fast.speed = 1.5
        #expect(
            try body(.qwenBatch, fast)
                == #"{"input":"Hello.","language":"de-AT","model":"m","response_format":"pcm","seed":7,"speed":1.5,"#
                + #""stream":true,"stream_format":"audio","voice":"vivian"}"#
        )
    }

    @Test(arguments: SpeechDialect.all) func anyVoiceIsLeftToTheServer(dialect: SpeechDialect) throws {
        let any = SpeechRequest(text: "A", voice: SpeechCapabilities.anyVoice, seed: 1)
        #expect(try !body(dialect, any).contains("voice"))
    }
}
