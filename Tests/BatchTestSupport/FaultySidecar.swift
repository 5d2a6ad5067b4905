package import Foundation

/// The test sidecar that goes wrong in the way it is told to.
package enum FaultySidecar {
    package static let program = Repository.root.appending(path: "Tests/BatchTestSupport/Programs/faulty-sidecar.py")
}
