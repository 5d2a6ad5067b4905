import Core
import Testing

/// Expects an error with `code`, and hands it back.
@discardableResult
func expect(
    _ code: ErrorCode,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Void
) throws -> BatchError {
    let error = #expect(throws: BatchError.self, sourceLocation: sourceLocation) { try body() }
    let found = try #require(error, sourceLocation: sourceLocation)
    #expect(found.code == code, sourceLocation: sourceLocation)
    #expect(!found.remedy.isEmpty, sourceLocation: sourceLocation)
    return found
}
