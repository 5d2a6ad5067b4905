internal import Foundation
internal import TextKit

extension AudioTags {
    /// The longest tag written, in UTF-8 bytes; header space is limited in WAV and ID3.
    private static let longest = 1_000

    /// A tag's text without control characters, or nil when nothing is left.
    static func cleaned(_ text: String?) -> String? {
        guard let text else { return nil }
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            kept.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        let trimmed = String(kept).trimmingCharacters(in: .whitespaces)
        return trimmed.isEmpty ? nil : FileName.truncated(trimmed, toUTF8Bytes: longest)
    }
}
