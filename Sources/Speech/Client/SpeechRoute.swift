/// The routes that speech servers have in common.
package enum SpeechRoute {
    package static let speech = "/v1/audio/speech"
    package static let voices = "/v1/audio/voices"
    package static let transcriptions = "/v1/audio/transcriptions"
    package static let requests = "/v1/requests"
    package static let models = "/v1/models"
}
