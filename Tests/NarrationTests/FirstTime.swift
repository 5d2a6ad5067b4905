import NIOConcurrencyHelpers

/// Tells the first of many times, for scripts that go wrong only once.
final class FirstTime: Sendable {
    private let times = NIOLockedValueBox(0)

    /// Whether this is the first call.
    func now() -> Bool {
        times.withLockedValue { times in
            times += 1
            return times == 1
        }
    }
}
