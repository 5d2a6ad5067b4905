internal import Core
internal import Dispatch
internal import Foundation
internal import NIOConcurrencyHelpers

/// The interrupts and terminations that a run gets: the first asks it to stop, the second ends it at once.
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

    /// Listens to SIGINT, SIGTERM and, unless `nohup` has it ignored, SIGHUP from now on, for the rest of the process.
    static func installed() -> StopSignals {
        let (requests, continuation) = AsyncStream.makeStream(of: Void.self)
        let emergency = EmergencyExit()
        let counter = SignalCounter()
        let queue = DispatchQueue(label: "qwen-batch.signals")
        // Only kept alive after this; their handlers run on the queue alone.
        nonisolated(unsafe) let sources = ([SIGINT, SIGTERM] + hangup).map { number in
            // The default action would end the process before the source is heard.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                switch counter.next() {
                case .first: continuation.yield()
                case .echo: break
                case .second: emergency.leave()
                }
            }
            source.resume()
            return source
        }
        // The stream keeps the sources alive as long as someone may listen to it.
        continuation.onTermination = { _ in withExtendedLifetime(sources) {} }
        return StopSignals(requests: requests, emergency: emergency)
    }

    /// SIGHUP, the end of a terminal; nothing where it was ignored when the program was started.
    private static var hangup: [Int32] {
        var action = sigaction()
        sigaction(SIGHUP, nil, &action)
        #if canImport(Darwin)
        let isIgnored = unsafeBitCast(action.__sigaction_u.__sa_handler, to: Int.self) == 1
        #else
        let isIgnored = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
        #endif
        return isIgnored ? [] : [SIGHUP]
    }
}

/// Tells the first signal, what comes with it, and a second one apart.
private final class SignalCounter: Sendable {
    enum Kind {
        case first
        /// The same wish delivered twice, as to a process and to its group.
        case echo
        case second
    }

    /// No person interrupts twice within this time.
    private static let echoTime = Duration.milliseconds(200)
    private let first = NIOLockedValueBox<ContinuousClock.Instant?>(nil)

    func next() -> Kind {
        first.withLockedValue { first in
            guard let heard = first else {
                first = .now
                return .first
            }
            return ContinuousClock.now - heard < Self.echoTime ? .echo : .second
        }
    }
}

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
        _exit(ExitStatus.stopped.rawValue)
    }
}
