internal import Audio
package import Core
internal import Crypto
internal import Foundation

/// The hash of everything that shapes a take, under which it is stored and found again.
package enum TakeKey {
    /// Raised when the same request would be stored differently.
    private static let version = "1"

    /// A hex SHA-256 over engine, model and request.
    package static func hash(_ request: SpeechRequest, pieces: Int = 1, capabilities: SpeechCapabilities) -> String {
        var hasher = SHA256()
        let parts = [
            version, capabilities.engine, capabilities.model, String(capabilities.sampleRate), request.voice,
            request.language ?? "", String(request.speed), String(request.seed), request.text,
        ]
        let fingerprint = capabilities.voices.first { $0.id == request.voice }?.fingerprint
        // Named, and only where there are any, so that the takes of before they were known stay valid.
        let further = [
            ("instructions", request.instructions), ("voice", fingerprint),
            ("pieces", pieces > 1 ? String(pieces) : nil),
        ].flatMap { name, value in
            value.map { [name, $0] } ?? []
        }
        for part in parts + further {
            // The length in front keeps two different lists of parts from reading the same.
            hasher.update(data: Data("\(part.utf8.count):".utf8))
            hasher.update(data: Data(part.utf8))
        }
        return hasher.finalize().hex
    }
}
