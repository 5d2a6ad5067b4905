internal import Core
internal import Documents
internal import Foundation
internal import Manuscripts

/// Plans an input a second time, as it is or written otherwise, and compares.
struct VariationLaws {
    let book: Book
    let planning: Planning

    func repeatability() -> [Breach] {
        guard let again = try? planning.book(book.document.rewritten(as: book.text)) else {
            return [Breach(.repeatability, "refused the second time")]
        }
        let isSame =
            again.chapters == book.chapters && again.manuscript.omissions == book.manuscript.omissions
            && book.document.diagnostics + again.manuscript.diagnostics == book.manuscript.diagnostics
        return isSame ? [] : [Breach(.repeatability, "planned otherwise the second time")]
    }

    /// Carriage returns count as ends of lines, so only texts without any can be written with them.
    func lineEnds() -> [Breach] {
        guard !book.text.unicodeScalars.contains("\r") else { return [] }
        return ["\r\n", "\r"].flatMap { end -> [Breach] in
            let text = book.text.replacing("\n", with: end)
            guard let again = try? planning.book(book.document.rewritten(as: text)) else {
                return [Breach(.lineEnds, "refused with \(end.debugDescription)")]
            }
            return difference(from: again).map { [Breach(.lineEnds, "\(end.debugDescription): \($0)")] } ?? []
        }
    }

    func encodings() -> [Breach] {
        TextEncoding.marked.compactMap { encoding in
            let bytes = Data(encoding.bytes(of: book.text))
            // Too many control characters make a file binary, however it came here.
            guard let again = try? SourceReader().read(bytes, name: book.document.name) else { return nil }
            let isSame = again.text.utf8.elementsEqual(book.text.utf8)
            return isSame ? nil : Breach(.encodings, "\(encoding) reads “\(again.text.prefix(80))”")
        }
    }

    private func difference(from other: Book) -> String? {
        if let (left, right) = zip(book.segments, other.segments).first(where: {
            $0.text != $1.text || $0.boundary != $1.boundary
        }) {
            return "“\(left.text)” \(left.boundary) became “\(right.text)” \(right.boundary)"
        }
        if book.segments.count != other.segments.count {
            return "\(book.segments.count) segments became \(other.segments.count)"
        }
        if book.titles != other.titles {
            return "\(book.titles) became \(other.titles)"
        }
        let metadata = [book.manuscript, other.manuscript].map { [$0.title, $0.author, $0.language] }
        return metadata[0] == metadata[1] ? nil : "\(metadata[0]) became \(metadata[1])"
    }
}
