internal import CICU

/// Text that ICU made of bytes, and what was wrong with them.
package struct ConvertedText: Sendable {
    /// Has U+FFFD in place of what was bad.
    package let text: String
    /// How many UTF-16 units the text has.
    package let unitCount: Int
    /// How many stretches of bytes stand for nothing in the encoding.
    package let badSequences: Int
    package let badBytes: Int
    /// The line of the first of them, or the last line.
    package let firstBadLine: Int

    /// Converts bytes; all of them are bad should ICU have no table of the encoding.
    ///
    /// - Parameters:
    ///   - bytes: A text without a byte order mark.
    ///   - encoding: A name that ICU knows, such as `windows-1252`.
    package init(_ bytes: ArraySlice<UInt8>, encoding: String) {
        var conversion = CICUConversion()
        // No encoding makes more units than it has bytes.
        let units = [UInt16](unsafeUninitializedCapacity: bytes.count + 1) { result, count in
            guard let target = result.baseAddress else { return }
            let capacity = Int64(result.count)
            conversion = bytes.withUnsafeBufferPointer { bytes in
                guard let source = bytes.baseAddress else { return CICUConversion() }
                return cicu_convert(encoding, source, Int64(bytes.count), target, capacity)
            }
            count = max(0, Int(conversion.length))
        }
        text = String(decoding: units, as: UTF16.self)
        unitCount = units.count
        badSequences = conversion.length < 0 ? bytes.count : Int(conversion.bad_sequences)
        badBytes = conversion.length < 0 ? bytes.count : Int(conversion.bad_bytes)
        firstBadLine = 1 + units.prefix(max(0, Int(conversion.first_bad))).count { $0 == 0x0A }
    }
}
