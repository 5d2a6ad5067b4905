/// What this program calls itself.
package enum ProgramVersion {
    package static let number = "0.1.0"
    package static let name = "qwen-batch \(number)"
}
