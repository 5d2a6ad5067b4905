/// What one speech endpoint did in a run.
package struct EndpointTally: Sendable, Hashable {
    /// Requests that got their speech.
    package var answers = 0
    /// Requests that did not, and went elsewhere or were made again.
    package var failures = 0
    /// Times that it got no work for a while.
    package var rests = 0

    package init() {}
}
