internal import Core
internal import Manuscripts

/// Looks at each segment by itself.
struct SegmentLaws {
    let book: Book
    let maxCharacters: Int

    func breaches() -> [Breach] {
        book.texts.flatMap(check) + endings()
    }

    private func check(_ text: String) -> [Breach] {
        var breaches: [Breach] = []
        var last: Unicode.Scalar = " "
        var length = 0
        for scalar in text.unicodeScalars {
            if !scalar.isFitForSpeech {
                breaches.append(Breach(.texts, "U+\(String(scalar.value, radix: 16)) in “\(text)”"))
            }
            if scalar == " ", last == " " {
                breaches.append(Breach(.texts, "loose white space in “\(text)”"))
            }
            last = scalar
            length += scalar.speechLength
        }
        if last == " " {
            breaches.append(Breach(.texts, "“\(text)” is empty or ends in white space"))
        }
        if length > maxCharacters {
            breaches.append(Breach(.lengths, "\(length) in “\(text)”"))
        }
        return breaches
    }

    private func endings() -> [Breach] {
        book.chapters.filter { $0.segments.last?.boundary != .chapter }
            .map { Breach(.paragraphs, "chapter “\($0.title ?? "")” does not end") }
    }
}
