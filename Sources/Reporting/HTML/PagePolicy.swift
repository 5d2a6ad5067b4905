internal import Crypto
internal import Foundation

/// What a browser may do with the page: nothing but its own style, its own script, and pictures and sounds that are in it.
enum PagePolicy {
    /// The content of the `Content-Security-Policy`.
    static let content = [
        "default-src 'none'",
        "style-src '\(hash(of: PageStyle.text))'",
        "script-src '\(hash(of: PageScript.text))'",
        "img-src data:",
        "media-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ].joined(separator: "; ")

    /// A hash source as CSP Level 3 has it.
    static func hash(of text: StaticString) -> String {
        let digest = text.withUTF8Buffer { SHA256.hash(data: Data($0)) }
        return "sha256-" + Data(digest).base64EncodedString()
    }
}
