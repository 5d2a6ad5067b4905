/// Something that can be written as JSON.
package protocol JSONValue {
    /// Writes the value where the writer stands.
    func writeJSON(to writer: inout JSONWriter)
}
