package import Core
package import Foundation

/// What is written down of a sidecar that goes on between commands, so that the next one finds it again.
package struct KeptSidecar: Sendable, Hashable, Codable {
    package var process: ProcessIdentity
    /// The program's path.
    package var program: String
    package var configuration: SidecarConfiguration
    package var startedAt: Date
    /// The secret that its HTTP routes demand; the file is readable for its owner alone.
    var token: String

    /// Whether it is what that configuration would start.
    func fits(_ wanted: SidecarConfiguration, program: String) -> Bool {
        let isSamePort = wanted.port == 0 || wanted.port == configuration.port
        return isSamePort && program == self.program && wanted.engine == configuration.engine
            && wanted.environment == configuration.environment
    }
}
