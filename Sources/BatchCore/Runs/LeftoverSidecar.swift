/// A sidecar that goes on though its run has ended.
package struct LeftoverSidecar: Sendable, Hashable {
    /// The record of its life.
    package var id: SidecarSession.ID
    package var process: ProcessIdentity

    package init(id: SidecarSession.ID, process: ProcessIdentity) {
        self.id = id
        self.process = process
    }
}
