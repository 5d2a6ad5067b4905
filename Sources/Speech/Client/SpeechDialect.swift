internal import Core
internal import Foundation

/// How a kind of speech server wants to be asked at `POST /v1/audio/speech`, and how it answers.
package struct SpeechDialect: Sendable, Hashable {
    /// The form in which a server takes the language of a text.
    package enum LanguageForm: Sendable {
        /// It takes none, and goes by the text.
        case none
        /// A BCP 47 tag such as `en-US`.
        case tag
        /// An English name such as `English`, as Qwen3-TTS has them.
        case name
    }

    /// The name in a profile.
    package let name: String
    package let language: LanguageForm
    package let takesSeed: Bool
    /// Whether bare samples can be had while they are made; otherwise a WAV file is asked for.
    package let streamsSamples: Bool
    /// Whether it also streams at another pace than the voice's own.
    package let streamsAnyPace: Bool
}

extension SpeechDialect {
    /// What OpenAI documents, and most servers understand: a WAV file, which tells its own sample rate.
    package static let openAI = SpeechDialect(
        name: "openai",
        language: .none,
        takesSeed: false,
        streamsSamples: false,
        streamsAnyPace: false
    )

    /// vLLM-Omni: streams only at speed 1, and takes languages by their names.
    package static let vllmOmni = SpeechDialect(
        name: "vllm-omni",
        language: .name,
        takesSeed: true,
        streamsSamples: true,
        streamsAnyPace: false
    )

    /// The speech server of this project.
    package static let qwenBatch = SpeechDialect(
        name: "qwen-batch",
        language: .tag,
        takesSeed: true,
        streamsSamples: true,
        streamsAnyPace: true
    )

    package static let all = [openAI, vllmOmni, qwenBatch]

    /// The form of the answer to a request.
    func form(for speech: SpeechRequest) -> AudioForm {
        streamsSamples && (streamsAnyPace || speech.speed == 1) ? .samples : .wav
    }

    /// The JSON that asks for a request.
    ///
    /// A voice named `SpeechCapabilities.anyVoice` is left out, so that the server takes its own.
    func body(_ speech: SpeechRequest, model: String, form: AudioForm) throws -> Data {
        var body = SpeechBody(model: model, input: speech.text, response_format: form.rawValue)
        body.voice = speech.voice == SpeechCapabilities.anyVoice ? nil : speech.voice
        body.instructions = speech.instructions
        body.speed = speech.speed
        if takesSeed { body.seed = speech.seed }
        switch language {
        case .none: break
        case .tag: body.language = speech.language
        case .name: body.language = speech.language.flatMap(Self.languageName)
        }
        if form == .samples {
            body.stream = true
            body.stream_format = "audio"
        }
        return try JSONEncoder().encode(body)
    }

    /// The languages of Qwen3-TTS by their primary subtags; for others the server decides.
    private static func languageName(_ tag: String) -> String? {
        let names = [
            "zh": "Chinese", "en": "English", "ja": "Japanese", "ko": "Korean", "de": "German", "fr": "French",
            "ru": "Russian", "pt": "Portuguese", "es": "Spanish", "it": "Italian",
        ]
        return LanguageTag.primary(tag).flatMap { names[$0] }
    }
}

/// The forms of audio that are asked for, by their names in `response_format`.
enum AudioForm: String, Sendable, Hashable {
    /// A WAV file, sent whole or while it is made.
    case wav
    /// Bare mono 16-bit little-endian samples.
    case samples = "pcm"
}

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
