internal import Core
internal import Foundation
internal import Speech
internal import TOMLKit

/// The text of a profile, and its reading.
struct ProfileFile: Sendable {
    let name: String
    /// The file's path, as errors name it.
    let path: String
    let text: String

    /// - Throws: `profile.invalid` naming file, line and key.
    func parse() throws -> Profile {
        var profile = Profile(name: name)
        let root: TOMLTable
        do {
            root = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            let line = error.source.begin.line
            throw invalid(line: line, "this is not valid TOML (\(error.description))", remedy: "Fix that line.")
        }
        for table in root.keys {
            if table == ProfileKey.endpointTable {
                try readEndpoints(root[table]?.array, into: &profile)
                continue
            }
            guard let entries = root[table]?.table else {
                throw unknown(table, line: line(of: table, in: nil))
            }
            try read(entries, of: table, into: &profile)
            if entries.isEmpty, !ProfileKey.all.contains(where: { $0.path.hasPrefix("\(table).") }) {
                throw unknown(table, line: line(of: nil, in: table))
            }
        }
        try refuseBothKinds(root, profile)
        if let (key, reason) = profile.contradiction {
            let parts = key.split(separator: ".").map(String.init)
            throw invalid(line: line(of: parts[1], in: parts[0]), reason, remedy: "Change one of them.", key: key)
        }
        return profile
    }
}

extension ProfileFile {
    /// Reads the keys of a table, which is the one with that number of those that have its name.
    private func read(
        _ entries: TOMLTable,
        of table: String,
        occurrence: Int = 1,
        into profile: inout Profile
    ) throws {
        for key in entries.keys {
            let path = "\(table).\(key)"
            let line = line(of: key, in: table, occurrence: occurrence)
            guard let known = ProfileKey.all.first(where: { $0.path == path }) else { throw unknown(path, line: line) }
            guard let value = entries[key], known.apply(ProfileValue(value), &profile) else {
                throw invalid(
                    line: line,
                    "\(path) must be \(known.expected)",
                    remedy: "Change that value.",
                    key: path
                )
            }
        }
    }

    private func unknown(_ key: String, line: Int?) -> BatchError {
        let isSecret = Self.endpointSecrets.contains(key.lowercased())
        return invalid(
            line: line,
            "\(key) is not a key of a profile",
            remedy: isSecret
                ? "Keys of servers do not stand in a profile: put it into an environment variable, and let "
                    + "endpoint.token_env name that."
                : [ProfileKey.suggestion(for: key), "The README lists every key."]
                    .compactMap(\.self).joined(separator: " "),
            key: key
        )
    }

    private func invalid(line: Int?, _ what: String, remedy: String, key: String? = nil) -> BatchError {
        var details = ["file": path]
        details["line"] = line.map(String.init)
        details["key"] = key
        let place = line.map { "\(path), line \($0)" } ?? path
        return BatchError(.profileInvalid, "\(place): \(what).", remedy: remedy, details: details)
    }

    /// The 1-based line of a key, which the parser does not tell; nil where it is written in an unusual way.
    private func line(of key: String?, in table: String?, occurrence: Int = 1) -> Int? {
        var current: String?
        var seen = 0
        for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = raw.trimmingCharacters(in: .whitespaces)
            if line.hasPrefix("[") {
                let header = line.drop { $0 == "[" }.prefix { $0 != "]" }.trimmingCharacters(in: .whitespaces)
                current = header
                if header == table { seen += 1 }
                if header == table, key == nil, seen == occurrence { return index + 1 }
                if let key, header == [table, key].compactMap({ $0 }).joined(separator: ".") { return index + 1 }
                continue
            }
            guard let key, let equals = line.firstIndex(of: "=") else { continue }
            let left = line[..<equals].trimmingCharacters(in: CharacterSet(charactersIn: " \t\"'"))
            let dotted = [table, key].compactMap { $0 }.joined(separator: ".")
            if left == key, current == table, max(seen, 1) == occurrence { return index + 1 }
            if current == nil, left == dotted || left.hasPrefix("\(key).") { return index + 1 }
        }
        return nil
    }
}

extension ProfileFile {
    private static let sidecarTable = "sidecar"

    /// What people call a key of a server, which belongs into the environment.
    private static let endpointSecrets: Set = [
        "endpoint.token", "endpoint.key", "endpoint.api_key", "endpoint.apikey", "endpoint.secret", "endpoint.bearer",
        "endpoint.authorization", "endpoint.password",
    ]

    /// Reads the tables that may be there several times; nil stands for something else.
    private func readEndpoints(_ entries: TOMLArray?, into profile: inout Profile) throws {
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
    private func refuseBothKinds(_ root: TOMLTable, _ profile: Profile) throws {
        guard !profile.endpoints.isEmpty, root[Self.sidecarTable] != nil else { return }
        throw invalid(
            line: line(of: nil, in: Self.sidecarTable),
            "a profile with [[endpoint]] starts no sidecar",
            remedy: "Take [sidecar] or every [[endpoint]] out; a profile has one or the other.",
            key: Self.sidecarTable
        )
    }
}

/// A value of a profile file, as far as profiles use TOML.
enum ProfileValue: Sendable {
    case text(String)
    case integer(Int)
    case decimal(Double)
    case truth(Bool)
    /// A table that holds only texts.
    case texts([String: String])
    /// An array that holds only texts.
    case list([String])
    case other

    init(_ value: any TOMLValueConvertible) {
        if let text = value.string {
            self = .text(text)
        } else if let integer = value.int {
            self = .integer(integer)
        } else if let decimal = value.double {
            self = .decimal(decimal)
        } else if let truth = value.bool {
            self = .truth(truth)
        } else if let table = value.table {
            let texts = table.keys.map { ($0, table[$0]?.string) }
            let known = texts.compactMap { key, text in text.map { (key, $0) } }
            self = known.count == texts.count ? .texts(Dictionary(uniqueKeysWithValues: known)) : .other
        } else if let array = value.array {
            let texts = array.compactMap(\.string)
            self = texts.count == array.count ? .list(texts) : .other
        } else {
            self = .other
        }
    }

    /// The value as a finite number, whole or not.
    var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .decimal(let value): value.isFinite ? value : nil
        default: nil
        }
    }
}
