internal import Foundation
internal import TestSupport

/// The texts of `fixtures/`, as bytes.
enum FixtureTexts {
    static let all: [[UInt8]] = ["the-lamplighter.txt", "field-notes.md", "lines/guard-01.txt"].map { name in
        // Without them the fuzzer would quietly make other inputs of the same seeds.
        guard let data = try? Data(contentsOf: Repository.fixture(name)) else { fatalError("no fixture \(name)") }
        return [UInt8](data)
    }
}
