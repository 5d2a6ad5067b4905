/// An encoding in which texts were written before there was UTF-8, and which no mark tells.
///
/// Those of ISO that a Windows encoding holds as a whole are read as that one. Where ICU is as sure of several, they
/// are looked at in this order: Japanese and Korean are told by their syllables, Chinese by having none.
package enum LegacyEncoding: String, CaseIterable, Sendable {
    case windows1250 = "Windows-1250"
    case windows1251 = "Windows-1251"
    case windows1252 = "Windows-1252"
    case windows1253 = "Windows-1253"
    case windows1254 = "Windows-1254"
    case windows1255 = "Windows-1255"
    case windows1256 = "Windows-1256"
    case latin2 = "ISO-8859-2"
    case cyrillic = "ISO-8859-5"
    case arabic = "ISO-8859-6"
    case greek = "ISO-8859-7"
    case koi8 = "KOI8-U"
    case eucJP = "EUC-JP"
    case shiftJIS = "Shift_JIS"
    case eucKR = "EUC-KR"
    case big5 = "Big5"
    case gb18030 = "GB18030"

    /// What it is called in messages.
    package var name: String { self == .windows1252 ? "Windows-1252 (Latin-1)" : rawValue }

    /// The name of ICU's table, for EUC-KR that of the larger one of Windows.
    var table: String { self == .eucKR ? "windows-949" : rawValue }

    /// The encoding in which a text is that is no UTF-8, and the text.
    ///
    /// Windows-1252 unless there is good evidence of another one: ICU is often wrong about short texts.
    package static func guess(_ bytes: [UInt8]) -> (encoding: LegacyEncoding, converted: ConvertedText) {
        let beyondASCII = bytes.count { $0 >= 0x80 }
        for encoding in EncodingEvidence(bytes).believed() {
            let converted = ConvertedText(bytes[...], encoding: encoding.table)
            if converted.badBytes * 200 <= beyondASCII {
                return (encoding, converted)
            }
        }
        return (.windows1252, ConvertedText(bytes[...], encoding: LegacyEncoding.windows1252.table))
    }
}
