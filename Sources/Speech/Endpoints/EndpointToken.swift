/// A secret for a speech endpoint, which nothing prints.
package struct EndpointToken: Sendable, Hashable {
    let value: String

    package init(_ value: String) {
        self.value = value
    }

    /// The text without the secret, should a server have repeated it.
    func removed(from text: String) -> String {
        value.isEmpty ? text : text.split(separator: value, omittingEmptySubsequences: false).joined(separator: "•••")
    }
}

extension EndpointToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "•••" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
