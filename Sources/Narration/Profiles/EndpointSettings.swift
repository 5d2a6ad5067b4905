internal import Speech

/// One `[[endpoint]]` of a profile.
package struct EndpointSettings: Sendable, Hashable {
    package var url = ""
    package var dialect = SpeechDialect.openAI
    /// The name of the environment variable that holds the key.
    package var tokenVariable: String?
    package var model: String?
    package var maxConcurrency = 4
    package var sampleRate: Int?
    package var voices: [String] = []
    package var certificateFile: String?
    package var responseTimeout = 60.0
}
