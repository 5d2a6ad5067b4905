internal import CICU

/// NFC for one short cluster of scalars at a time.
package enum CanonicalComposition {
    /// The most marks that are composed with what they stand on; no language needs more, and those beyond are composed among
    /// themselves.
    ///
    /// What is composed is never cut, so it has to fit into the shortest segment: 20, of which a Japanese mark takes 3.
    package static let mostMarks = 5

    /// Whether NFC leaves the scalar alone whatever stands around it.
    package static func isInert(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x300 ? false : cicu_nfc_is_inert(scalar.value)
    }

    /// Whether the scalar may combine with what stands before it.
    package static func joinsBackward(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x300 && !cicu_nfc_has_boundary_before(scalar.value)
    }

    /// The composed form, or the cluster itself should ICU refuse it.
    package static func compose(_ cluster: some Sequence<Unicode.Scalar>) -> [UInt8] {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: cluster)
        let units = Array(String(text).utf16)
        // NFC grows text by a factor of 3 at most.
        var result = [UInt16](repeating: 0, count: units.count * 3)
        let written = cicu_nfc(units, Int32(units.count), &result, Int32(result.count))
        guard written >= 0 else { return Array(String(text).utf8) }
        return Array(String(decoding: result[..<Int(written)], as: UTF16.self).utf8)
    }
}
