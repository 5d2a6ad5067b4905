internal import Foundation

/// A running test endpoint, which speaks, or goes wrong in the way it is told to.
package final class FaultyEndpoint: Sendable {
    private static let program = Repository.root.appending(path: "Tests/TestSupport/Programs/faulty-endpoint.py")

    /// What it is told, as JSON; the program lists what there is.
    package typealias Options = [String: any Sendable]

    package let port: Int
    private let scheme: String
    private let process: Process
    private let input: Pipe

    package var url: String { "\(scheme)://127.0.0.1:\(port)" }

    private init(_ options: Options) throws {
        process = Process()
        process.executableURL = Self.program
        let json = try JSONSerialization.data(withJSONObject: options)
        process.arguments = [String(decoding: json, as: UTF8.self)]
        input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var line = Data()
        while !line.contains(0x0A) {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { break }
            line += more
        }
        struct Announcement: Decodable { var port: Int }
        port = try JSONDecoder().decode(Announcement.self, from: line).port
        scheme = options["certificate"] == nil ? "http" : "https"
    }

    /// Runs an endpoint for the length of a test.
    package static func with<Result>(
        _ options: Options = [:],
        isolation: isolated (any Actor)? = #isolation,
        _ body: (FaultyEndpoint) async throws -> Result
    ) async throws -> Result {
        let endpoint = try FaultyEndpoint(options)
        defer { endpoint.stop() }
        return try await body(endpoint)
    }

    /// Ends it, and waits for that; a process that another test starts may hold its input open, so that its end would not come.
    package func stop() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Starts another one on the same port.
    package func successor(_ options: Options = [:]) throws -> FaultyEndpoint {
        try FaultyEndpoint(options.merging(["port": port]) { own, _ in own })
    }

    /// Changes some of its options.
    package func control(_ options: Options) async throws {
        var request = URLRequest(url: try url(of: "/control"))
        request.httpMethod = "POST"
        request.httpBody = try JSONSerialization.data(withJSONObject: options)
        _ = try await URLSession.shared.data(for: request)
    }

    /// The bodies of the requests for speech so far.
    package func requests() async throws -> [[String: Any]] {
        try await seen()["requests"] as? [[String: Any]] ?? []
    }

    /// The most requests that it had at once.
    package func peak() async throws -> Int { try await seen()["peak"] as? Int ?? 0 }

    private func seen() async throws -> [String: Any] {
        let (data, _) = try await URLSession.shared.data(from: try url(of: "/seen"))
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }

    private func url(of path: String) throws -> URL {
        guard let url = URL(string: url + path) else { throw URLError(.badURL) }
        return url
    }
}

#if canImport(FoundationNetworking)
internal import FoundationNetworking
#endif
