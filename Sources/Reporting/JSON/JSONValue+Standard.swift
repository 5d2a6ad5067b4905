package import Foundation

extension String: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) { writer.string(self) }
}

extension Bool: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) { writer.raw(self ? "true" : "false") }
}

extension Int: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) { writer.raw(String(self)) }
}

extension Int32: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) { writer.raw(String(self)) }
}

extension Int64: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) { writer.raw(String(self)) }
}

extension Double: JSONValue {
    /// Thousandths are enough for seconds and for factors; what is no number becomes null.
    package func writeJSON(to writer: inout JSONWriter) {
        guard isFinite else { return writer.raw("null") }
        let rounded = magnitude < 1e12 ? (self * 1000).rounded() / 1000 : self
        if let whole = Int64(exactly: rounded) {
            writer.raw(String(whole))
        } else {
            writer.raw("\(rounded)")
        }
    }
}

extension Date: JSONValue {
    /// ISO 8601 in UTC, to the second.
    package func writeJSON(to writer: inout JSONWriter) { writer.string(Moment(self).iso8601) }
}

extension Optional: JSONValue where Wrapped: JSONValue {
    /// An absent value is an explicit null, so that every object always has all of its keys.
    package func writeJSON(to writer: inout JSONWriter) {
        switch self {
        case .some(let value): value.writeJSON(to: &writer)
        case .none: writer.raw("null")
        }
    }
}

extension Array: JSONValue where Element: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) { writer.array(self) }
}

extension Dictionary: JSONValue where Key == String, Value: JSONValue {
    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writer in
            for (name, value) in sorted(by: { $0.key < $1.key }) {
                writer.field(named: name, value)
            }
        }
    }
}
