/// Names one process for good: a process id alone is used again, and starts anew after a boot.
package struct ProcessIdentity: Sendable, Hashable, Codable {
    package var pid: Int32
    /// The boot of the machine, and the process namespace in it, that the process belongs to.
    package var bootID: String
    /// When the process started, in the system's own ticks since boot.
    package var startTicks: Int64

    package init(pid: Int32, bootID: String, startTicks: Int64) {
        self.pid = pid
        self.bootID = bootID
        self.startTicks = startTicks
    }
}
