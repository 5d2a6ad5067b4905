internal import BatchCore

/// The JSON body of `POST /v1/audio/speech`; keys as in the contract.
struct SpeechBody: Encodable {
    var model: String
    var input: String
    var voice: String
    var language: String?
    var instructions: String?
    var speed: Double
    var seed: Int
    var response_format = "pcm"
    var stream = true
    /// Raw audio rather than server-sent events, for servers that know both.
    var stream_format = "audio"

    init(_ speech: SpeechRequest, model: String) {
        self.model = model
        input = speech.text
        voice = speech.voice
        language = speech.language
        instructions = speech.instructions
        speed = speech.speed
        seed = speech.seed
    }
}
