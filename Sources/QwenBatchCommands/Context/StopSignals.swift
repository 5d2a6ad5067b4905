internal import Dispatch
internal import Foundation
internal import Synchronization

/// The interrupts and terminations that a run hears: the first asks it to stop, the second ends it at once.
package struct StopSignals: Sendable {
    /// Yields when the run is to stop.
    package let requests: AsyncStream<Void>
    private let emergency: EmergencyExit

    package init(requests: AsyncStream<Void>, emergency: EmergencyExit = EmergencyExit()) {
        self.requests = requests
        self.emergency = emergency
    }

    /// What a second signal still does before the process ends.
    package func onSecondSignal(_ action: @escaping @Sendable () -> Void) {
        emergency.set(action)
    }

    /// Listens to SIGINT and SIGTERM from now on, for the rest of the process.
    static func installed() -> StopSignals {
        let (requests, continuation) = AsyncStream.makeStream(of: Void.self)
        let emergency = EmergencyExit()
        let counter = SignalCounter()
        let queue = DispatchQueue(label: "qwen-batch.signals")
        // Only kept alive after this; their handlers run on the queue alone.
        nonisolated(unsafe) let sources = [SIGINT, SIGTERM].map { number in
            // The default action would end the process before the source is heard.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                if counter.next() == 1 {
                    continuation.yield()
                } else {
                    emergency.leave()
                }
            }
            source.resume()
            return source
        }
        // The stream keeps the sources alive as long as someone may listen to it.
        continuation.onTermination = { _ in withExtendedLifetime(sources) {} }
        return StopSignals(requests: requests, emergency: emergency)
    }
}

/// Counts signals; they come one at a time, on one queue.
private final class SignalCounter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
