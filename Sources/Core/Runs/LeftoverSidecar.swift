/// A sidecar that goes on though its run has ended.
package struct LeftoverSidecar: Sendable, Hashable {
    /// The record of its life.
    package var id: SidecarSession.ID
    package var process: ProcessIdentity
    /// The program's path.
    package var program: String

    package init(id: SidecarSession.ID, process: ProcessIdentity, program: String) {
        self.id = id
        self.process = process
        self.program = program
    }
}
