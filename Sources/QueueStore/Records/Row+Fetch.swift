internal import GRDB

extension Statement {
    /// Every row as a value, read while the statement steps so that no row is copied.
    func values<Value>(_ arguments: StatementArguments = [], _ value: (Row) throws -> Value) throws -> [Value] {
        let rows = try Row.fetchCursor(self, arguments: arguments)
        var values: [Value] = []
        while let row = try rows.next() {
            values.append(try value(row))
        }
        return values
    }
}
