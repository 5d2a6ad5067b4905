import AsyncHTTPClient
import Foundation
import NIOHTTP1
@testable import Speech
import Testing

@Suite("What a busy server means") struct BusyAnswerTests {
    private func pause(_ status: HTTPResponseStatus, after wish: String? = nil, refusals: Int = 0) -> Duration? {
        var response = HTTPClientResponse(status: status)
        if let wish { response.headers.add(name: "Retry-After", value: wish) }
        return BusyAnswer(response)?.pause(refusals: refusals)
    }

    private func date(in seconds: TimeInterval) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = .gmt
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.string(from: Date(timeIntervalSinceNow: seconds))
    }

    @Test(arguments: [HTTPResponseStatus.tooManyRequests, .serviceUnavailable])
    func itsWishIsGrantedInPart(status: HTTPResponseStatus) throws {
        for (wish, range) in [
            ("2", 2.0...2.5), ("0.5", 0.5...0.63), ("600", 60...75), (date(in: 40), 30...50),
            (date(in: 6000), 60...75), (date(in: -40), 0.5...0.63), ("0", 0.5...0.63), ("-3", 0.5...0.63),
            ("nan", 0.5...0.63), ("soon", 0.5...0.63),
        ] {
            let pause = try #require(self.pause(status, after: wish))
            #expect(range.contains(pause / .seconds(1)), "\(wish)")
        }
    }

    @Test func pausesGrowWhereItNamesNone() throws {
        for (refusals, least) in [(0, 0.5), (1, 1), (4, 8), (7, 60), (100, 60)] {
            let pause = try #require(self.pause(.serviceUnavailable, refusals: refusals))
            #expect(pause >= .seconds(least))
            #expect(pause <= .seconds(least * 1.25))
        }
    }

    @Test(arguments: [HTTPResponseStatus.ok, .internalServerError, .notFound]) func othersAreNotBusy(
        status: HTTPResponseStatus
    ) {
        #expect(pause(status, after: "2") == nil)
    }
}
