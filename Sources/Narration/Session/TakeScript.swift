package import Core

/// What is asked for to get one take: the whole text in one request, or in several that are joined.
package struct TakeScript: Sendable, Hashable {
    /// The whole of it.
    package let request: SpeechRequest
    /// Its requests in order; more than one where it is cut at a clause.
    package let parts: [SpeechRequest]
    /// Under what the take is kept.
    package let key: String

    /// A text in one request.
    package init(_ request: SpeechRequest, capabilities: SpeechCapabilities) {
        self.init(request, texts: [request.text], capabilities: capabilities)
    }

    /// A text in the given pieces.
    init(_ request: SpeechRequest, texts: [String], capabilities: SpeechCapabilities) {
        self.request = request
        parts = texts.map { text in
            var part = request
            part.text = text
            return part
        }
        key = TakeKey.hash(request, pieces: texts.count, capabilities: capabilities)
    }
}
