package import Foundation

/// The checkout that the tests were built from.
package enum Repository {
    package static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    package static func fixture(_ path: String) -> URL { root.appending(path: "fixtures/\(path)") }
}
