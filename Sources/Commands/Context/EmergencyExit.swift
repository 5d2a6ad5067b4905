internal import Foundation
internal import NIOConcurrencyHelpers

/// Ends the process at once, after one last action.
package final class EmergencyExit: Sendable {
    private let action = NIOLockedValueBox<(@Sendable () -> Void)?>(nil)

    package init() {}

    func set(_ action: @escaping @Sendable () -> Void) {
        self.action.withLockedValue { $0 = action }
    }

    /// The exit code says that work is left.
    func leave() -> Never {
        action.withLockedValue { $0 }?()
        _exit(75)
    }
}
