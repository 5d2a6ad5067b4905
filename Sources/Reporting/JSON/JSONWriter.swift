/// Writes pretty-printed JSON piece by piece.
///
/// `JSONEncoder` needs about 0.4 s for a report on 10,000 jobs, since it first builds the whole document as a tree; this
/// needs a twentieth. Whoever writes an object gives its fields in the order of their names, and the tests check it.
package struct JSONWriter {
    /// How much is written before it is handed over: 64 KiB, which stays in the processor's cache.
    private static let pieceSize = 1 << 16

    private let output: (String) -> Void
    private var bytes: [UInt8] = []
    private var depth = 0
    /// Whether something stands before the next element of the innermost object or array.
    private var isFirst = true

    private init(output: @escaping (String) -> Void) {
        self.output = output
        bytes.reserveCapacity(2 * Self.pieceSize)
    }

    /// The document of one value, ending in a line feed.
    package static func document(_ value: some JSONValue) -> String {
        var text = ""
        withoutActuallyEscaping({ text += $0 }) { write(value, to: $0) }
        return text
    }

    /// Hands over the document of one value, ending in a line feed, piece by piece.
    package static func write(_ value: some JSONValue, to output: @escaping (String) -> Void) {
        var writer = JSONWriter(output: output)
        value.writeJSON(to: &writer)
        writer.bytes.append(UInt8(ascii: "\n"))
        writer.handOver()
    }

    private mutating func handOver() {
        output(String(decoding: bytes, as: UTF8.self))
        bytes.removeAll(keepingCapacity: true)
    }

    /// Writes an object whose fields `body` writes.
    package mutating func object(_ body: (inout JSONWriter) -> Void) {
        enclose("{", "}", body)
    }

    /// Writes one field of the object that is open.
    package mutating func field(_ name: StaticString, _ value: some JSONValue) {
        beginElement()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        raw("\": ")
        value.writeJSON(to: &self)
    }

    /// Writes one field whose name is data.
    mutating func field(named name: String, _ value: some JSONValue) {
        beginElement()
        string(name)
        raw(": ")
        value.writeJSON(to: &self)
    }

    mutating func array<Element: JSONValue>(_ elements: [Element]) {
        enclose("[", "]") { writer in
            for element in elements {
                writer.beginElement()
                element.writeJSON(to: &writer)
            }
        }
    }

    /// Writes text that is JSON already, such as a number.
    mutating func raw(_ text: String) {
        var text = text
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            if utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C && $0 != 0x7F }) {
                bytes.append(contentsOf: utf8)
            } else {
                escape(utf8)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ utf8: UnsafeBufferPointer<UInt8>) {
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "\""): raw("\\\"")
            case UInt8(ascii: "\\"): raw("\\\\")
            case UInt8(ascii: "\n"): raw("\\n")
            case UInt8(ascii: "\r"): raw("\\r")
            case UInt8(ascii: "\t"): raw("\\t")
            case 0..<0x20, 0x7F: raw("\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16))
            default: bytes.append(byte)
            }
        }
    }

    private mutating func enclose(_ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONWriter) -> Void) {
        bytes.append(UInt8(ascii: open))
        depth += 1
        isFirst = true
        body(&self)
        depth -= 1
        if !isFirst { newLine() }
        bytes.append(UInt8(ascii: close))
        isFirst = false
    }

    private mutating func beginElement() {
        if bytes.count >= Self.pieceSize { handOver() }
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        newLine()
    }

    private mutating func newLine() {
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }
}
