internal import TextKit

/// Writes HTML piece by piece; what is data is escaped, and only literals of the program are not.
///
/// The names of elements and attributes are literals, so that data cannot become markup.
struct HTMLWriter {
    /// The attributes of an element; those without a value are left out.
    typealias Attributes = KeyValuePairs<StaticString, String?>

    /// How much is written before it is handed over: 64 KiB, which stays in the processor's cache.
    private static let pieceSize = 1 << 16

    private let output: (String) -> Void
    private var bytes: [UInt8] = []

    private init(output: @escaping (String) -> Void) {
        self.output = output
        bytes.reserveCapacity(2 * Self.pieceSize)
    }

    /// Hands over the document that `body` writes.
    static func write(to output: @escaping (String) -> Void, _ body: (inout HTMLWriter) -> Void) {
        var writer = HTMLWriter(output: output)
        writer.trusted("<!DOCTYPE html>\n")
        body(&writer)
        writer.handOver()
    }

    /// Writes an element with what `body` writes in it.
    mutating func element(
        _ name: StaticString,
        _ attributes: Attributes = [:],
        _ body: (inout HTMLWriter) -> Void
    ) {
        open(name, attributes)
        body(&self)
        trusted("</")
        trusted(name)
        trusted(">")
        if bytes.count >= Self.pieceSize { handOver() }
    }

    /// Writes an element that holds text.
    mutating func element(_ name: StaticString, _ attributes: Attributes = [:], text: String) {
        element(name, attributes) { $0.text(text) }
    }

    /// Writes an element without an end tag, such as `meta`, or an empty SVG element.
    mutating func empty(_ name: StaticString, _ attributes: Attributes = [:]) {
        open(name, attributes, end: "/>")
    }

    /// Writes untrusted text.
    mutating func text(_ text: String) {
        escape(text)
    }

    /// Writes untrusted text that may run in any direction, isolated from the text around it.
    mutating func isolated(_ text: String) {
        element("bdi", text: text)
    }

    /// Writes a literal of the program unescaped.
    mutating func trusted(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Puts a line feed between two elements, for whoever reads the source.
    mutating func newLine() {
        bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func open(_ name: StaticString, _ attributes: Attributes, end: StaticString = ">") {
        trusted("<")
        trusted(name)
        for (name, value) in attributes {
            guard let value else { continue }
            trusted(" ")
            trusted(name)
            trusted("=\"")
            escape(value)
            trusted("\"")
        }
        trusted(end)
    }

    private mutating func handOver() {
        output(String(decoding: bytes, as: UTF8.self))
        bytes.removeAll(keepingCapacity: true)
    }

    private mutating func escape(_ text: String) {
        var text = text
        let isPlain = text.withUTF8 { utf8 in
            // Nearly all text is plain, and sounds are very long.
            guard utf8.allSatisfy(\.isPlainHTML) else { return false }
            bytes.append(contentsOf: utf8)
            return true
        }
        if !isPlain { text.unicodeScalars.forEach { append($0) } }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "&": trusted("&amp;")
        case "<": trusted("&lt;")
        case ">": trusted("&gt;")
        case "\"": trusted("&quot;")
        case "'": trusted("&#39;")
        case "\n", "\t": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
        default: bytes.append(contentsOf: scalar.isControl ? [0xEF, 0xBF, 0xBD] : Array(String(scalar).utf8))
        }
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
