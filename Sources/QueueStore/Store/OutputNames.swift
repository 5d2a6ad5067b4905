internal import Core
internal import GRDB

/// Finds output names that no waiting or running job writes to.
struct OutputNames {
    private let isTaken: Statement
    /// The number to try next for a name that was found taken, so that many jobs of one name stay cheap.
    private var nextNumbers: [String: Int] = [:]

    init(_ db: Database) throws {
        isTaken = try db.cachedStatement(
            sql: """
                SELECT EXISTS (
                  SELECT 1 FROM job WHERE outputBase = ? AND state IN ('queued', 'running', 'blocked'))
                """
        )
    }

    /// The name itself, or with the first free number: `book-2`.
    mutating func free(_ base: String) throws -> String {
        var number = nextNumbers[base] ?? 1
        while true {
            let name = number == 1 ? base : "\(base)-\(number)"
            number += 1
            guard try Bool.fetchOne(isTaken, arguments: [name]) == true else {
                nextNumbers[base] = number
                return name
            }
        }
    }
}
