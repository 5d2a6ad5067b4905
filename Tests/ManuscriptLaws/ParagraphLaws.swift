internal import Core
internal import Manuscripts

/// Lays the segments over the paragraphs that they were cut from.
struct ParagraphLaws {
    let book: Book
    let maxCharacters: Int

    func breaches() -> [Breach] {
        var segments = book.texts[...]
        for block in book.manuscript.chapters.lazy.flatMap(\.blocks) {
            if let breach = check(book.manuscript.text(of: block), &segments) {
                return [breach]
            }
        }
        return segments.isEmpty ? [] : [Breach(.paragraphs, "“\(segments.first ?? "")” is in no paragraph")]
    }

    /// Takes the segments of one paragraph from the front of all.
    private func check(_ paragraph: String, _ segments: inout ArraySlice<String>) -> Breach? {
        let text = Array(paragraph.utf8)
        var end = 0
        var previous = ""
        while let segment = segments.first, let start = place(of: Array(segment.utf8), in: text, from: end) {
            let isCut = start > 0 && start == end
            if isCut, let parted = partedCharacter(previous, segment) {
                return Breach(.characters, "“\(parted)” was cut before “\(segment)”")
            }
            end = start + segment.utf8.count
            segments = segments.dropFirst()
            previous = segment
        }
        let rest = String(decoding: text[end...], as: UTF8.self)
        guard rest.unicodeScalars.contains(where: \.isSpeakable) else { return nil }
        return Breach(.paragraphs, "“\(rest)” of “\(paragraph)” is not in “\(segments.first ?? "")”")
    }

    /// Where a segment starts, with nothing speakable left behind.
    private func place(of segment: [UInt8], in text: [UInt8], from start: Int) -> Int? {
        var place = start
        while place + segment.count <= text.count {
            if text[place...].starts(with: segment) {
                return place
            }
            let scalar = String(decoding: text[place...].prefix(4), as: UTF8.self).unicodeScalars.first
            guard let scalar, !scalar.isSpeakable else { return nil }
            place += UTF8.width(scalar)
        }
        return nil
    }

    /// The character that a cut went through, unless it takes more than half a segment: longer ones have to be cut.
    private func partedCharacter(_ left: String, _ right: String) -> String? {
        guard let last = left.indices.last else { return nil }
        let whole = String(left[last...] + right.prefix(1)).prefix(1)
        let length = whole.unicodeScalars.reduce(0) { $0 + $1.speechLength }
        return whole.utf8.count > left[last...].utf8.count && length <= maxCharacters / 2 ? String(whole) : nil
    }
}
