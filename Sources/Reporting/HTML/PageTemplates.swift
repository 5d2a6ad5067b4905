internal import Crypto
internal import Foundation
internal import Mustache
internal import TextKit

/// The templates of the page, with its style and script: the files in `Page/`, which are embedded when the program is built.
///
/// In the templates all names begin with a dot, so that what a value lacks is not looked for in the values around it.
struct PageTemplates: Sendable {
    /// The name under which the templates ask for the escaping of `PageText`.
    private static let contentType = "PAGE"
    /// Stands where parts go that are written one by one; in escaped text there is no such character.
    static let parts = "\0"

    static let embedded: PageTemplates = {
        MustacheContentTypes.register(PageText(), named: contentType)
        let files = [
            "chart": PackageResources.chart_mustache, "job": PackageResources.job_mustache,
            "notice": PackageResources.notice_mustache, "page": PackageResources.page_mustache,
            "place": PackageResources.place_mustache, "summary": PackageResources.summary_mustache,
            "wave": PackageResources.wave_mustache,
        ]
        var library = MustacheLibrary()
        for (name, bytes) in files {
            // Each template needs it, since the library goes back to its own escaping in every partial.
            let text = "{{% CONTENT_TYPE:\(contentType)}}\n" + String(decoding: bytes, as: UTF8.self)
            do {
                try library.register(text, named: name)
            } catch {
                preconditionFailure("\(name).mustache: \(error)")
            }
        }
        return PageTemplates(library: library)
    }()

    static let style = String(decoding: PackageResources.page_css, as: UTF8.self)
    static let script = String(decoding: PackageResources.page_js, as: UTF8.self)

    private let library: MustacheLibrary

    /// What a template makes of a value.
    func text(_ template: String, _ value: Any) -> String {
        guard let text = library.render(value, withTemplate: template) else {
            preconditionFailure("There is no template \(template).")
        }
        return text
    }

    /// Hands over what a template makes of a value; where it has its parts, `parts` hands over those.
    func write(_ template: String, _ value: Any, to output: (String) -> Void, parts: () -> Void) {
        let text = text(template, value)
        guard let place = text.utf8.firstIndex(of: 0) else { return output(text) }
        output(String(text[..<place]))
        parts()
        output(String(text[text.utf8.index(after: place)...]))
    }
}

/// The escaping of untrusted text in the page.
///
/// The library's own goes by characters, so that a quotation mark with an accent on it stays as it is, and ends an attribute.
/// This one goes by scalars, and replaces controls and what changes the direction of text.
struct PageText: MustacheContentType {
    func escapeText(_ text: String) -> String {
        // Nearly all text is plain.
        if text.utf8.allSatisfy(\.isPlainHTML) { return text }
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
            case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
            case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
            case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
            case "\n", "\t": escaped.append(scalar)
            default: escaped.append(scalar.isControl ? "\u{FFFD}" : scalar)
            }
        }
        return String(escaped)
    }
}

extension UInt8 {
    /// ASCII without controls and without what markup is made of.
    fileprivate var isPlainHTML: Bool {
        switch self {
        case 0x22, 0x26, 0x27, 0x3C, 0x3E: false
        default: (0x20..<0x7F).contains(self)
        }
    }
}

/// What a browser may load: the page's own style and script, and the images and audio inside the page.
enum PagePolicy {
    /// The content of the `Content-Security-Policy`.
    static let content = [
        "default-src 'none'",
        "style-src '\(hash(of: PageTemplates.style))'",
        "script-src '\(hash(of: PageTemplates.script))'",
        "img-src data:",
        "media-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ].joined(separator: "; ")

    /// A hash source as CSP Level 3 has it.
    private static func hash(of text: String) -> String {
        "sha256-" + Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString()
    }
}
