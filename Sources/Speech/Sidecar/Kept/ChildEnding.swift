internal import NIOConcurrencyHelpers
internal import Subprocess

/// Remembers how a child ended: the system tells it only once.
final class ChildEnding: Sendable {
    private let child: DetachedProcess
    private let known = NIOLockedValueBox<TerminationStatus?>(nil)

    init(of child: DetachedProcess) {
        self.child = child
    }

    /// How it ended, such as `exited 0`; nil while it lives.
    var sentence: String? {
        known.withLockedValue { status in
            status = status ?? child.ending()
            return status?.sentence
        }
    }

    /// Waits for its end, but not longer than that.
    func wait(atMost limit: Duration) async {
        let deadline = ContinuousClock.now + limit
        while sentence == nil, ContinuousClock.now < deadline {
            guard (try? await Task.sleep(for: .milliseconds(20))) != nil else { return }
        }
    }
}
