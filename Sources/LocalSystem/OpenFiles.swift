#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// How many files and connections this process may have open.
package enum OpenFiles {
    /// Allows as many as the system lets a process allow itself: the usual 1,024 are too few for 1,024 requests in flight.
    package static func allowMost() {
        #if canImport(Glibc)
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        #else
        var limit = rlimit()
        guard getrlimit(RLIMIT_NOFILE, &limit) == 0 else { return }
        // The system takes no more, whatever it says is the most.
        limit.rlim_cur = min(limit.rlim_max, rlim_t(OPEN_MAX))
        _ = setrlimit(RLIMIT_NOFILE, &limit)
        #endif
    }
}
