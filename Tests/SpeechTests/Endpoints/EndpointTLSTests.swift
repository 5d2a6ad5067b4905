import Core
import Foundation
import Speech
import Testing
import TestSupport

@Suite("Endpoints over TLS") struct EndpointTLSTests {
    /// An endpoint with a certificate of an authority of the test's own.
    private func withServer(
        certificateFor address: String = "IP:127.0.0.1",
        _ body: (FaultyEndpoint, TestAuthority, URL) async throws -> Void
    ) async throws {
        try await withScratchFolder { folder in
            let authority = try TestAuthority(in: folder, for: address)
            let options: FaultyEndpoint.Options = [
                "certificate": authority.serverCertificate.path, "key": authority.serverKey.path, "token": "k3y",
            ]
            try await FaultyEndpoint.with(options) { try await body($0, authority, folder) }
        }
    }

    private func configuration(_ endpoint: FaultyEndpoint, trusting file: URL?) -> EndpointConfiguration {
        EndpointConfiguration(url: endpoint.url, token: EndpointToken("k3y"), certificateFile: file?.path)
    }

    @Test func anAuthorityOfOnesOwnIsTrustedWhereTheProfileNamesIt() async throws {
        try await withServer { endpoint, authority, _ in
            let fixture = EndpointFixture([configuration(endpoint, trusting: authority.certificate)])
            let samples = try await fixture.use { try await $0.spoken("Hello.") }
            #expect(samples == 3200)
        }
    }

    @Test func noOtherIsTrusted() async throws {
        try await withServer { endpoint, _, folder in
            let other = try TestAuthority(in: folder, named: "other")
            for file in [nil, other.certificate] {
                let error = try await EndpointFixture([configuration(endpoint, trusting: file)]).failure()
                #expect(error.code == .endpointUntrusted, "\(error)")
                #expect(error.remedy.contains("ca_file"))
                #expect(error.message.contains("its certificate is not from a trusted authority"))
            }
        }
    }

    @Test func aCertificateForAnotherNameIsNotTrusted() async throws {
        try await withServer(certificateFor: "DNS:elsewhere.example") { endpoint, authority, _ in
            let error = try await EndpointFixture([configuration(endpoint, trusting: authority.certificate)]).failure()
            #expect(error.code == .endpointUntrusted, "\(error)")
            #expect(error.message.hasSuffix("its certificate is for another name."))
        }
    }

    @Test func whoIsAskedWithoutTLSAndWantsItIsKnown() async throws {
        try await withServer { endpoint, _, _ in
            let url = "http://127.0.0.1:\(endpoint.port)"
            let error = try await EndpointFixture([EndpointConfiguration(url: url)]).failure()
            #expect(error.code == .endpointUnreachable, "\(error)")
            #expect(error.message.hasSuffix("that port speaks TLS only."))
            #expect(error.remedy.contains("https://"))
        }
    }

    @Test func whoSpeaksNoTLSIsNotTrusted() async throws {
        try await FaultyEndpoint.with { endpoint in
            let url = "https://127.0.0.1:\(endpoint.port)"
            let error = try await EndpointFixture([EndpointConfiguration(url: url)]).failure()
            #expect(error.code == .endpointUntrusted, "\(error)")
            #expect(error.message.hasSuffix("it does not speak TLS at that port."))
        }
    }

    @Test(arguments: ["missing.pem", "empty.pem", "text.pem"])
    func aFileWithoutCertificatesIsNamed(name: String) async throws {
        try await withServer { endpoint, _, folder in
            let file = folder.appending(path: name)
            if name != "missing.pem" { try Data((name == "empty.pem" ? "" : "no certificate").utf8).write(to: file) }
            let error = try await EndpointFixture([configuration(endpoint, trusting: file)]).failure()
            #expect(error.code == .endpointUntrusted)
            #expect(error.message.contains(file.path))
        }
    }
}
