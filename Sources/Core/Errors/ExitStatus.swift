/// What the program's exit code tells whoever started it; the README promises these numbers.
package enum ExitStatus: Int32, Sendable, Hashable, CaseIterable {
    /// Everything that was asked for is done.
    case success = 0
    /// Some job, source or book is not as it should be; the others are.
    case jobFailed = 1
    /// The command line or the profile is wrong.
    case usage = 64
    /// The surroundings keep the work from being done.
    case blocked = 69
    /// Stopped with work left; run again to go on.
    case stopped = 75
}

extension BatchError {
    /// What a command that this error ends tells.
    package var exitStatus: ExitStatus {
        switch (code, code.blame) {
        case (.profileInvalid, _): .usage
        case (_, .surroundings): .blocked
        case (_, .job): .jobFailed
        }
    }
}
