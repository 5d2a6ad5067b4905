package import AsyncHTTPClient
internal import Foundation
internal import NIOCore
package import NIOHTTP1

/// An answer that is no audio, with the server's own words.
package struct Refusal: Sendable {
    /// What it says of the request.
    package enum Meaning: Sendable {
        /// The text, or a wish with it, is refused; that comes again however often it is sent.
        case request
        /// It may pass.
        case trouble
        /// Whoever answers does not know the one who asks.
        case unauthorized
        /// Whoever answers has no such route; a text has no part in it.
        case noSpeechServer
    }

    package let status: HTTPResponseStatus
    package let message: String
    package let code: String?

    /// What is read of the body, in bytes, and of a body that is no JSON shown, in characters.
    private static let longestBody = 1 << 20
    private static let shownOfText = 200

    /// Reads the body of an answer.
    ///
    /// - Parameters:
    ///   - response: The answer.
    ///   - shown: Takes out of the server's words what must not be shown.
    /// - Throws: Errors of the connection.
    package init(_ response: HTTPClientResponse, shown: (String) -> String = { $0 }) async throws {
        status = response.status
        let body = Data(try await response.body.collect(upTo: Self.longestBody).readableBytesView)
        let answer = try? JSONSerialization.jsonObject(with: body) as? [String: Any]
        // OpenAI's shape, FastAPI's, and that of older vLLM.
        let failure = answer?["error"] as? [String: Any] ?? answer
        code = failure?["code"].flatMap { ($0 as? String) ?? ($0 as? Int).map(String.init) }.map(shown)
        let said = failure?["message"] ?? answer?["detail"] ?? answer?["error"]
        let list = (said as? [[String: Any]])?.compactMap { $0["msg"] as? String }
        let words = (said as? String) ?? list?.joined(separator: "; ")
        // A secret is hidden before the text is cut, or a part of it would be left.
        message = words.map(shown) ?? String(shown(String(decoding: body, as: UTF8.self)).prefix(Self.shownOfText))
    }

    package var meaning: Meaning {
        switch status {
        case .unauthorized, .forbidden: .unauthorized
        case .notFound, .methodNotAllowed: .noSpeechServer
        case .requestTimeout: .trouble
        default:
            switch status.code {
            case 400..<500: .request
            case 300..<400: .noSpeechServer
            default: .trouble
            }
        }
    }
}
