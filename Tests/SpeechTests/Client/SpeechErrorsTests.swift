import AsyncHTTPClient
import Core
import NIOCore
import NIOHTTP1
@testable import Speech
import Testing

@Suite("The table of refusals") struct SpeechErrorsTests {
    private static let url = "http://gpu-1:8091"
    private static let sidecar = SpeechEndpoint(
        owner: .sidecar(instance: "i"),
        base: "http://127.0.0.1:5123",
        token: EndpointToken("s3cret"),
        dialect: .qwenBatch
    )
    private static let endpoint = EndpointConfiguration(url: url, token: EndpointToken("s3cret")).endpoint

    private func refused(_ status: Int, by endpoint: SpeechEndpoint) async throws -> BatchError {
        let body = ByteBuffer(string: #"{"error": {"message": "no luck with s3cret", "code": "bad_s3cret"}}"#)
        let response = HTTPClientResponse(status: .init(statusCode: status), body: .bytes(body))
        return endpoint.errors.refused(try await Refusal(response, shown: endpoint.errors.shown))
    }

    @Test(arguments: [
        (400, ErrorCode.synthesisRejected, ErrorCode.synthesisRejected),
        (422, .synthesisRejected, .synthesisRejected),
        (401, .synthesisFailed, .endpointUnauthorized),
        (403, .synthesisFailed, .endpointUnauthorized),
        (404, .synthesisFailed, .endpointUnsuitable),
        (405, .synthesisFailed, .endpointUnsuitable),
        (308, .synthesisFailed, .endpointUnsuitable),
        (408, .synthesisFailed, .synthesisFailed),
        (500, .synthesisFailed, .synthesisFailed),
    ])
    func eachStatusHasACodeForEachOwner(status: Int, ofSidecar: ErrorCode, ofEndpoint: ErrorCode) async throws {
        let ours = try await refused(status, by: Self.sidecar)
        #expect(ours.code == ofSidecar)
        #expect(ours.details == ["status": "\(status)", "code": "bad_•••"])
        let theirs = try await refused(status, by: Self.endpoint)
        #expect(theirs.code == ofEndpoint)
        #expect(theirs.details["endpoint"] == Self.url)
        for error in [ours, theirs] {
            #expect(error.message.contains("no luck with •••"))
            #expect(!"\(error) \(error.details)".contains("s3cret"))
        }
    }

    @Test func theRemedyNamesTheLogOfTheServer() {
        #expect(Self.sidecar.errors.empty.remedy.hasSuffix("read the sidecar's log."))
        #expect(Self.endpoint.errors.empty.remedy.hasSuffix("read that server's log."))
    }

    @Test func aServerThatIsGoneIsItsOwners() {
        let gone = HTTPClientError.remoteConnectionClosed
        let ours = Self.sidecar.errors.unreachable(gone)
        #expect(ours.code == .sidecarUnresponsive)
        #expect(ours.message == "The sidecar cannot be reached: it closed the connection.")
        let theirs = Self.endpoint.errors.unreachable(gone)
        #expect(theirs.code == .endpointUnreachable)
        #expect(theirs.message == "\(Self.url) cannot be reached: it closed the connection.")
    }

    @Test func whyAnAnswerBrokeOffIsToldByTheServerOrTheConnection() {
        let gone = HTTPClientError.remoteConnectionClosed
        let told = Self.sidecar.errors.brokenOff(gone, reason: "The engine died.")
        #expect(told.message == "The sidecar broke off before the audio was complete: The engine died.")
        let silent = Self.sidecar.errors.brokenOff(gone, reason: nil)
        #expect(silent.message == "The sidecar broke off before the audio was complete: it closed the connection.")
    }
}
