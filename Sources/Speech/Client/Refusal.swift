internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// An answer that is no audio, with the server's own words.
struct Refusal: Sendable {
    /// What it says of the request.
    enum Meaning: Sendable {
        /// The text, or an option that comes with it, is refused, and would be each time.
        case request
        /// The server failed, which may pass.
        case failure
        /// The token is missing or is not the server's.
        case unauthorized
        /// There is no such route; a text has no part in it.
        case noSpeechServer
    }

    let status: HTTPResponseStatus
    let message: String
    let code: String?

    /// What is read of the body, in bytes, and of a body that is no JSON shown, in characters.
    private static let longestBody = 1 << 20
    private static let shownOfText = 200

    /// Reads the body of an answer.
    ///
    /// - Parameters:
    ///   - response: The answer.
    ///   - shown: Takes out of the server's words what must not be shown.
    /// - Throws: Errors of the connection.
    init(_ response: HTTPClientResponse, shown: (String) -> String) async throws {
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

    var meaning: Meaning {
        switch status {
        case .unauthorized, .forbidden: .unauthorized
        case .notFound, .methodNotAllowed: .noSpeechServer
        case .requestTimeout: .failure
        default:
            switch status.code {
            case 400..<500: .request
            case 300..<400: .noSpeechServer
            default: .failure
            }
        }
    }
}

/// The answer of a server that has no time now: 429 or 503.
struct BusyAnswer: Error, Sendable {
    /// The longest pause that is kept, whatever the server asks for, in seconds.
    private static let longestPause = 60.0
    /// The first pause after a server that asks for none, in seconds; it doubles from refusal to refusal.
    private static let firstPause = 0.5

    /// The pause that the server asks for, in seconds; 0 where it asks for none.
    private let asked: Double

    /// Nil when the answer is another one.
    init?(_ response: HTTPClientResponse) {
        guard response.status == .tooManyRequests || response.status == .serviceUnavailable else { return nil }
        let wish = response.headers.first(name: "Retry-After").flatMap(Self.seconds) ?? 0
        asked = wish.isFinite ? max(wish, 0) : 0
    }

    /// How long to wait before asking again, after so many refusals in a row before this one.
    ///
    /// Pauses are drawn from around their length, so that many waiters do not come back at once.
    func pause(refusals: Int) -> Duration {
        let wanted = asked > 0 ? asked : Self.firstPause * Double(1 << min(refusals, 10))
        return .seconds(min(wanted, Self.longestPause) * .random(in: 1...1.25))
    }

    /// The header as a number of seconds or as a date (RFC 9110, section 10.2.3); nil for anything else.
    private static func seconds(_ text: String) -> Double? {
        Double(text) ?? dateFormatter.date(from: text).map(\.timeIntervalSinceNow)
    }

    private static var dateFormatter: DateFormatter {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return formatter
    }
}
