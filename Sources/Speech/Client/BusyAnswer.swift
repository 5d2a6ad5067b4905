package import AsyncHTTPClient
internal import Foundation
internal import NIOHTTP1

/// What a server means that answers 429 or 503: not now.
package struct BusyAnswer: Error, Sendable {
    /// The longest pause that is kept, whatever the server asks for, in seconds.
    private static let longestPause = 60.0
    /// The first pause after a server that asks for none, in seconds; it doubles from refusal to refusal.
    private static let firstPause = 0.5

    /// The pause that the server asks for, in seconds; 0 where it asks for none.
    private let asked: Double

    /// Nil when the answer is another one.
    package init?(_ response: HTTPClientResponse) {
        guard response.status == .tooManyRequests || response.status == .serviceUnavailable else { return nil }
        let wish = response.headers.first(name: "Retry-After").flatMap(Self.seconds) ?? 0
        asked = wish.isFinite ? max(wish, 0) : 0
    }

    /// How long to wait before asking again, after so many refusals in a row before this one.
    ///
    /// Pauses are drawn from around their length, so that many waiters do not come back at once.
    package func pause(refusals: Int) -> Duration {
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
