internal import Core
internal import Speech
internal import TOMLKit

extension ProfileFile {
    private static let sidecarTable = "sidecar"

    /// What people call a key of a server, which belongs into the environment.
    package static let endpointSecrets: Set = [
        "endpoint.token", "endpoint.key", "endpoint.api_key", "endpoint.apikey", "endpoint.secret", "endpoint.bearer",
        "endpoint.authorization", "endpoint.password",
    ]

    /// Reads the tables that may be there several times; nil stands for something else.
    package func readEndpoints(_ entries: TOMLArray?, into profile: inout Profile) throws {
        let table = ProfileKey.endpointTable
        let tables = entries?.compactMap(\.table) ?? []
        guard let entries, !tables.isEmpty, tables.count == entries.count else {
            throw invalid(
                line: line(of: nil, in: table) ?? line(of: table, in: nil),
                "\(table) must be one or more tables",
                remedy: "Write [[\(table)]] above the keys of each.",
                key: table
            )
        }
        for (index, entry) in tables.enumerated() {
            profile.endpoints.append(EndpointSettings())
            try read(entry, of: table, occurrence: index + 1, into: &profile)
            let url = profile.endpoints[index].url
            guard !url.isEmpty else {
                throw invalid(
                    line: line(of: nil, in: table, occurrence: index + 1),
                    "\(table).url is missing",
                    remedy: "Set it to the server's address, such as \"http://127.0.0.1:8091\".",
                    key: "\(table).url"
                )
            }
            let place = EndpointConfiguration.place(of: url)
            let same = profile.endpoints[..<index].first { EndpointConfiguration.place(of: $0.url) == place }
            if let same {
                let again = same.url == url ? "is there twice" : "is the same server as \(same.url)"
                throw invalid(
                    line: line(of: nil, in: table, occurrence: index + 1),
                    "\(table).url \(url) \(again), and would get twice its max_concurrency",
                    remedy: "Take one of both out, and set max_concurrency of the other to what the server takes.",
                    key: "\(table).url"
                )
            }
        }
    }

    /// A profile has endpoints or a sidecar.
    package func refuseBothKinds(_ root: TOMLTable, _ profile: Profile) throws {
        guard !profile.endpoints.isEmpty, root[Self.sidecarTable] != nil else { return }
        throw invalid(
            line: line(of: nil, in: Self.sidecarTable),
            "a profile with [[endpoint]] starts no sidecar",
            remedy: "Take [sidecar] or every [[endpoint]] out; a profile has one or the other.",
            key: Self.sidecarTable
        )
    }
}
