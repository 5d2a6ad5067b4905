internal import Foundation
internal import NIOConcurrencyHelpers
internal import Subprocess

#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// A program that goes on when this one ends, in a session of its own.
///
/// Subprocess ends its children with their parent, so this asks the system itself.
final class DetachedProcess: Sendable {
    let pid: Int32
    /// The system tells only once how a child ended.
    private let status = NIOLockedValueBox<TerminationStatus?>(nil)

    /// Starts a program with nothing on its standard input.
    ///
    /// - Parameters:
    ///   - program: Its path.
    ///   - arguments: Its command line, without the program.
    ///   - environment: All of its environment.
    ///   - output: The file for its standard output, emptied first.
    ///   - errors: The file to whose end its standard error is added.
    /// - Throws: `POSIXError` with the system's reason.
    init(program: URL, arguments: [String], environment: [String: String], output: URL, errors: URL) throws(POSIXError)
    {
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        var attributes: posix_spawnattr_t?
        #else
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output.path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors.path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        #if !canImport(Darwin)
        // It outlives whoever started this program, and must not keep their files, pipes and locks open.
        for descriptor in Self.inheritable { posix_spawn_file_actions_addclose(&actions, descriptor) }
        #endif
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        sigfillset(&defaults)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setsigmask(&attributes, &none)
        let flags = Self.newSession | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK)
        posix_spawnattr_setflags(&attributes, flags)
        let words = [program.path] + arguments
        let variables = environment.map { "\($0)=\($1)" }
        var pid: pid_t = 0
        let failure = Self.withCStrings(words) { words in
            Self.withCStrings(variables) { posix_spawn(&pid, program.path, &actions, &attributes, words, $0) }
        }
        guard failure == 0 else { throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .EINVAL) }
        self.pid = pid
    }

    #if canImport(Darwin)
    private static let newSession = Int16(POSIX_SPAWN_SETSID | POSIX_SPAWN_CLOEXEC_DEFAULT)
    #else
    /// `POSIX_SPAWN_SETSID` of glibc's and musl's spawn.h, which Swift does not import.
    private static let newSession: Int16 = 0x80

    /// What is open beside the three standard descriptors; it does not matter if some is closed meanwhile.
    private static var inheritable: [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return names.compactMap { Int32($0) }.filter { $0 > 2 }
    }
    #endif

    /// How it ended, such as `exited 0`; nil while it lives.
    var ending: String? {
        status.withLockedValue { known in
            var status: Int32 = 0
            if known == nil, waitpid(pid, &status, WNOHANG) == pid {
                let signal = status & 0x7F
                known = signal == 0 ? .exited((status >> 8) & 0xFF) : .signaled(signal)
            }
            return known?.sentence
        }
    }

    /// Waits for its end, but not longer than that.
    func waitForEnd(atMost limit: Duration) async {
        let deadline = ContinuousClock.now + limit
        while ending == nil, ContinuousClock.now < deadline {
            guard (try? await Task.sleep(for: .milliseconds(20))) != nil else { return }
        }
    }

    /// Provides words as the list of C strings with a null at its end that the system wants.
    private static func withCStrings(
        _ words: [String],
        _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32
    ) -> Int32 {
        var list = words.map { strdup($0) } + [nil]
        defer { for word in list { free(word) } }
        return list.withUnsafeMutableBufferPointer { $0.baseAddress.map(body) ?? EINVAL }
    }
}
