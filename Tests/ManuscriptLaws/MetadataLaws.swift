internal import Core
internal import Manuscripts

/// Looks at titles, names and tags.
struct MetadataLaws {
    let book: Book

    func breaches() -> [Breach] {
        let manuscript = book.manuscript
        let lines = [manuscript.title, manuscript.author] + book.titles
        return lines.compactMap { $0 }.flatMap(check) + (manuscript.language.map(checkTag) ?? [])
    }

    private func check(_ line: String) -> [Breach] {
        let scalars = line.unicodeScalars
        let isTidy = !line.hasPrefix(" ") && !line.hasSuffix(" ") && scalars.allSatisfy(\.isFitForSpeech)
        guard isTidy, !scalars.isEmpty, scalars.count <= TitleLine.longest else {
            return [Breach(.metadata, "title “\(line)”")]
        }
        return []
    }

    private func checkTag(_ tag: String) -> [Breach] {
        let isTag =
            tag.utf8.count <= 26 && tag.unicodeScalars.allSatisfy { $0.isASCII && ($0.isSpeakable || $0 == "-") }
        return isTag ? [] : [Breach(.metadata, "language “\(tag)”")]
    }
}
