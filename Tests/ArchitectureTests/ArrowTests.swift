import Foundation
import Testing
import TestSupport

/// The house as it is drawn: the package manifest and the imports have the arrows of `docs/overview.md`, and no others.
@Suite("Modules and their arrows")
struct ArrowTests {
    /// The arrows of each module, as the table of the overview draws them.
    private static let drawn: [String: Set<String>] = {
        let text = read("docs/overview.md")
        let rows = text.matches(of: /(?m)^\| `(\w+)` \| [^|\n]+ \| ([^|\n]+) \|$/)
        return Dictionary(
            uniqueKeysWithValues: rows.map { row in
                (String(row.1), Set(row.2.matches(of: /`(\w+)`/).map { String($0.1) }))
            }
        )
    }()

    private static func read(_ path: String) -> String {
        let url = Repository.root.appending(path: path)
        return (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    }

    private static func folders(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: Repository.root.appending(path: path).path).sorted()
    }

    private static func files(of module: String) -> [String] {
        let root = Repository.root.appending(path: "Sources/\(module)").path
        let all = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return all.filter { $0.hasSuffix(".swift") }.map { "Sources/\(module)/\($0)" }
    }

    @Test func everyModuleIsDrawn() throws {
        let modules = try Self.folders(in: "Sources").filter { !Self.files(of: $0).isEmpty && $0 != "qwen-batch" }
        #expect(Set(modules) == Set(Self.drawn.keys))
    }

    @Test(arguments: Self.drawn.keys.sorted())
    func theManifestHasTheArrowsThatAreDrawn(_ module: String) throws {
        let manifest = Self.read("Package.swift")
        let name = try Regex("\"\(module)\"")
        // A module's dependencies are the first list behind its name.
        let declared = try #require(
            manifest.ranges(of: name).lazy.compactMap { range -> Substring? in
                let before = manifest[..<range.lowerBound].suffix(60).filter { !$0.isWhitespace }
                guard before.hasSuffix("module(") else { return nil }
                let rest = manifest[range.upperBound...]
                guard let open = rest.firstIndex(of: "["), let close = rest[open...].firstIndex(of: "]") else {
                    return nil
                }
                return rest[open...close]
            }.first
        )
        let names = declared.matches(of: /"(\w+)"/).map { String($0.1) }
        #expect(Set(names).intersection(Self.drawn.keys) == Self.drawn[module])
    }

    @Test(arguments: Self.drawn.keys.sorted())
    func whatIsImportedIsDrawn(_ module: String) throws {
        let arrows = try #require(Self.drawn[module])
        var imported: Set<String> = []
        for file in Self.files(of: module) {
            let imports = Self.read(file).matches(
                of: /(?m)^(?:@\w+ )*(?:package |internal |public |private |fileprivate )?import (?:\w+ )?(\w+)/
            )
            let new = Set(imports.map { String($0.1) }).intersection(Self.drawn.keys)
            #expect(new.isSubset(of: arrows), "\(file) imports \(new.subtracting(arrows).sorted())")
            imported.formUnion(new)
        }
        #expect(imported == arrows, "drawn, but not used: \(arrows.subtracting(imported).sorted())")
    }

    /// A C library is touched by one module, which has the Swift face of it.
    @Test func everyCLibraryHasOneModule() throws {
        var users: [String: Set<String>] = [:]
        for module in Self.drawn.keys {
            for file in Self.files(of: module) {
                for match in Self.read(file).matches(of: /(?m)^(?:\w+ )?import (C[A-Z]\w+)/) {
                    users[String(match.1), default: []].insert(module)
                }
            }
        }
        let libraries = try Self.folders(in: "Sources").filter { Self.files(of: $0).isEmpty }
        #expect(Set(users.keys).isSuperset(of: libraries))
        for library in libraries { #expect(users[library]?.count == 1, "\(library): \(users[library] ?? [])") }
    }
}
