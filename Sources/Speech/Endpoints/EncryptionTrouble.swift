internal import NIOSSL

/// Why there is no trusted connection, in words.
///
/// BoringSSL tells its reasons by names in a text only, such as `CERTIFICATE_VERIFY_FAILED`.
struct EncryptionTrouble {
    let words: String

    private static let knownReasons = [
        "CERTIFICATE_VERIFY_FAILED": "its certificate is from nobody that is trusted here, or not valid now",
        "WRONG_VERSION_NUMBER": "it does not speak TLS at that port",
    ]

    init(_ trouble: any Error) {
        if let extra = trouble as? NIOSSLExtraError, extra == .failedToValidateHostname {
            words = "its certificate is for another name"
            return
        }
        guard let name = "\(trouble)".firstMatch(of: #/OPENSSL_internal:([A-Z0-9_]+)/#)?.output.1 else {
            words = "it broke off while keys were exchanged"
            return
        }
        words = Self.knownReasons[String(name)] ?? name.lowercased().replacing("_", with: " ")
    }
}
