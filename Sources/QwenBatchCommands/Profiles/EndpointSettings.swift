internal import SpeechHTTP

/// One `[[endpoint]]` of a profile.
struct EndpointSettings: Sendable, Hashable {
    var url = ""
    var dialect = SpeechDialect.openAI
    /// The name of the environment variable that holds the key.
    var tokenVariable: String?
    var model: String?
    var maxConcurrency = 4
    var sampleRate: Int?
    var voices: [String] = []
    var certificateFile: String?
    var responseTimeout = 60.0
}
