/// The secret that only a sidecar and those who may speak to it know.
enum SidecarToken {
    /// A new one of 256 bits from the system's generator.
    static func random() -> String {
        (0..<4).map { _ in String(UInt64.random(in: .min ... .max), radix: 16) }.joined()
    }
}
