/// How long a text is for a speech engine, in characters.
///
/// A Unicode scalar counts as one. Chinese and Japanese characters and Korean syllables take the time of three
/// letters (see `SpeechEstimate`) and count as three, so that a segment sounds about equally long in every script.
package enum SpeechLength {
    /// What the scalar that starts with `byte` counts, or 0 inside a scalar.
    @inline(__always)
    package static func weight(ofLead byte: UInt8) -> Int {
        switch byte {
        case ..<0x80: 1
        case ..<0xC0: 0
        // U+3000 to U+D7FF, and U+F000 to U+FFFF for the full-width forms.
        case 0xE3...0xED, 0xEF: 3
        default: 1
        }
    }

    package static func of(_ text: [UInt8], in range: Range<Int>) -> Int {
        var length = 0
        for index in range {
            length += weight(ofLead: text[index])
        }
        return length
    }
}
