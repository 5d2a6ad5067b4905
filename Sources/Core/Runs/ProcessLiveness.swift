/// What can be told of a process from here.
package enum ProcessLiveness: Sendable, Hashable {
    case alive
    case dead
    /// It belongs to another machine, another container or another boot: only its own signs of life tell.
    case unseen
}
