package import Foundation

/// A form with files, as browsers send it (RFC 7578).
package struct MultipartForm: Sendable {
    private let boundary = "qwen-batch-\(UUID().uuidString)"
    private var parts = Data()

    package init() {}

    package mutating func add(_ name: String, _ value: String) {
        begin("name=\"\(name)\"")
        parts.append(Data("\r\n\(value)\r\n".utf8))
    }

    /// Adds a file, whose name holds no quotes.
    package mutating func add(_ name: String, filename: String, _ content: Data) {
        begin("name=\"\(name)\"; filename=\"\(filename)\"")
        parts.append(Data("Content-Type: application/octet-stream\r\n\r\n".utf8))
        parts.append(content)
        parts.append(Data("\r\n".utf8))
    }

    package var contentType: String { "multipart/form-data; boundary=\(boundary)" }

    package var body: Data { parts + Data("--\(boundary)--\r\n".utf8) }

    private mutating func begin(_ disposition: String) {
        parts.append(Data("--\(boundary)\r\nContent-Disposition: form-data; \(disposition)\r\n".utf8))
    }
}
