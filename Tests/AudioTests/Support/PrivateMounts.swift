#if os(Linux)
import Foundation

/// Mounts that only the calling thread sees, and that go when its process ends.
enum PrivateMounts {
    /// Whether this machine lets us; tried in a thread of its own, which takes the result with it.
    static let areAllowed: Bool = {
        let done = DispatchSemaphore(value: 0)
        nonisolated(unsafe) var allowed = false
        let thread = Thread {
            allowed = enter()
            done.signal()
        }
        thread.start()
        done.wait()
        return allowed
    }()

    /// Gives the calling thread its own view of the mounts.
    static func enter() -> Bool {
        // Hidden behind _GNU_SOURCE, so Swift's Glibc module lacks it.
        guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "unshare") else { return false }
        typealias Unshare = @convention(c) (Int32) -> Int32
        let newMountNamespace: Int32 = 0x2_0000
        return unsafeBitCast(symbol, to: Unshare.self)(newMountNamespace) == 0
            && mount("none", "/", nil, UInt(MS_REC | MS_PRIVATE), nil) == 0
    }
}
#endif
