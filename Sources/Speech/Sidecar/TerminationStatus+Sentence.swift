internal import Subprocess

extension TerminationStatus {
    /// How a process ended, such as `exited 0` or `signal 9`.
    var sentence: String {
        switch self {
        case .exited(let code): "exited \(code)"
        case .signaled(let number): "signal \(number)"
        }
    }
}
