internal import Core

/// The JSON body of `POST /v1/audio/speech`; what is nil is not sent.
struct SpeechBody: Encodable {
    var model: String
    var input: String
    var voice: String?
    var language: String?
    var instructions: String?
    var speed: Double?
    var seed: Int?
    var response_format: String
    var stream: Bool?
    /// `audio` asks for raw audio rather than server-sent events, where a server knows both.
    var stream_format: String?
}
