internal import Core
internal import GRDB

/// The four columns in which every table that can hold an error holds it.
enum ErrorColumns {
    static let list = "errorCode, errorMessage, errorRemedy, errorDetails"
    /// The right side of an update; its arguments are `values(_:)`.
    static let assignment = "errorCode = ?, errorMessage = ?, errorRemedy = ?, errorDetails = ?"
    static let clearing = "errorCode = NULL, errorMessage = NULL, errorRemedy = NULL, errorDetails = NULL"

    static func values(_ error: BatchError?) throws -> StatementArguments {
        guard let error else { return [nil, nil, nil, nil] }
        return [error.code.rawValue, error.message, error.remedy, try JSONText.encode(error.details)]
    }
}
