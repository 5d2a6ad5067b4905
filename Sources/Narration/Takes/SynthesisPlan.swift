internal import Audio
package import Core
internal import Crypto
internal import Foundation
internal import TextKit

/// What is asked for to get one take: the whole text in one request, or in several that are joined.
package struct SynthesisPlan: Sendable, Hashable {
    /// The whole of it.
    package let request: SpeechRequest
    /// Its requests in order; more than one where it is cut at a clause.
    package let parts: [SpeechRequest]
    /// Under what the take is kept: the hash of everything that shapes it; equal keys mean equal audio.
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
        key = Self.key(of: request, pieces: texts.count, capabilities: capabilities)
    }

    /// Raised when the same request would be stored differently.
    private static let version = "1"

    /// A hex SHA-256 over engine, model and request.
    package static func key(
        of request: SpeechRequest,
        pieces: Int = 1,
        capabilities: SpeechCapabilities
    ) -> String {
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

/// Cuts a text in two where a reader may well pause.
enum ClauseCut {
    /// How far from the middle the cut may be, as a share of the text.
    private static let reach = 0.3
    /// Shorter texts are not cut: engines falter on very short ones.
    private static let shortest = 40

    /// The two pieces of a text; nil where it has no clause to cut at.
    static func pieces(of text: String) -> [String]? {
        let characters = Array(text)
        guard characters.count >= shortest else { return nil }
        let middle = characters.count / 2
        let reach = Int(Double(characters.count) * reach)
        let cuts = (middle - reach...middle + reach).filter { isCut($0, in: characters) }
        guard let cut = cuts.min(by: { abs($0 - middle) < abs($1 - middle) }) else { return nil }
        return [String(characters[..<cut]), String(characters[(cut + 1)...])]
    }

    /// Whether there is a space after a clause.
    private static func isCut(_ index: Int, in text: [Character]) -> Bool {
        guard index > 1, text[index] == " " else { return false }
        let closing: Set<Character> = ["\"", "'", "\u{201D}", "\u{2019}", ")"]
        let last = closing.contains(text[index - 1]) ? text[index - 2] : text[index - 1]
        // A full stop may belong to an abbreviation.
        return last != "." && last.unicodeScalars.first.flatMap(PauseMark.init) != nil
    }
}
