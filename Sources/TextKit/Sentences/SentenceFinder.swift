internal import CICU

/// Finds the sentences of a paragraph with ICU, and removes the breaks that ICU makes after titles, initials and quoted
/// shouts.
package struct SentenceFinder: ~Copyable {
    private let iterator: OpaquePointer?
    private let language: String
    private let abbreviations: Abbreviations

    /// - Parameter language: A BCP 47 tag; an unknown one is cut by the rules for all languages.
    package init(language: String) {
        self.language = String(language.prefix { $0 != "-" && $0 != "_" }).lowercased()
        iterator = cicu_sentences_open(language.replacing("-", with: "_") + "@ss=standard")
        abbreviations = Abbreviations(language: self.language)
    }

    deinit {
        if let iterator {
            cicu_sentences_close(iterator)
        }
    }

    /// Hands over the sentences of `range`, without the spaces between them.
    package mutating func forEachSentence(of text: [UInt8], in range: Range<Int>, receive: (Range<Int>) -> Void) {
        var start = range.lowerBound
        text.withUnsafeBufferPointer { bytes in
            guard let iterator, let base = bytes.baseAddress,
                cicu_sentences_set_text(iterator, base + range.lowerBound, Int64(range.count))
            else { return }
            while case let next = cicu_sentences_next(iterator), next >= 0 {
                let end = range.lowerBound + Int(next)
                if end < range.upperBound, end > start, isBreak(text, start..<end, limit: range.upperBound) {
                    receive(trimmed(text, start..<end))
                    start = end
                }
            }
        }
        if start < range.upperBound {
            receive(trimmed(text, start..<range.upperBound))
        }
    }

    /// Whether a sentence really ends where ICU says so.
    private func isBreak(_ text: [UInt8], _ sentence: Range<Int>, limit: Int) -> Bool {
        let next = text.scalar(at: sentence.upperBound).scalar
        if let last = text.scalar(before: sentence.upperBound, in: sentence), CharacterCut.parts(last, next) {
            return false
        }
        // `"Stop!" he said.`
        if next.properties.isLowercase {
            return false
        }
        let end = trimmed(text, sentence).upperBound
        // 「行け。」と言った。
        if next == "と", text[..<end].hasSuffix(of: "」") || text[..<end].hasSuffix(of: "』") {
            return false
        }
        guard end > sentence.lowerBound, text[end - 1] == UInt8(ascii: ".") else { return true }
        let before = text[sentence.lowerBound..<end - 1]
        let wordStart = (before.lastIndex { Self.wordBreaks.contains($0) } ?? before.startIndex - 1) + 1
        let word = String(decoding: before[wordStart...], as: UTF8.self)
        return !abbreviations.joins(word, to: next)
    }

    private static let wordBreaks: Set<UInt8> = Set(" (\"'[-".utf8)

    private func trimmed(_ text: [UInt8], _ range: Range<Int>) -> Range<Int> {
        var range = range
        while let first = range.first, text[first] == 0x20 {
            range = range.dropFirst()
        }
        while let last = range.last, text[last] == 0x20 {
            range = range.dropLast()
        }
        return range
    }
}

extension ArraySlice<UInt8> {
    fileprivate func hasSuffix(of text: StaticString) -> Bool {
        text.withUTF8Buffer { self.suffix($0.count).elementsEqual($0) }
    }
}

/// Words whose full stop does not end a sentence, on top of those that ICU knows.
struct Abbreviations: Sendable {
    private let language: String

    /// - Parameter language: The language part of a tag, such as `en`.
    init(language: String) {
        self.language = language
    }

    /// Whether a sentence goes on after `word` (without its full stop) when `next` follows.
    func joins(_ word: String, to next: Unicode.Scalar) -> Bool {
        if Self.titles.contains(word) {
            return true
        }
        if next.properties.numericType != nil || isRoman(next) {
            if Self.numbered.contains(word.lowercased()) {
                return true
            }
        }
        if isInitial(word) {
            return next.properties.isUppercase
        }
        if language == "de" {
            // `am 3. Oktober`, `z. B. Äpfel`
            return Self.german.contains(word) || (word.count <= 2 && !word.isEmpty && word.allSatisfy(\.isNumber))
        }
        return Self.latin.contains(word.lowercased())
    }

    /// `J.`, `J.K.`, but not `I.`: sentences end in that word.
    private func isInitial(_ word: String) -> Bool {
        let letters = word.split(separator: ".", omittingEmptySubsequences: false)
        guard letters.count > 1 || word != "I" else { return false }
        return letters.count <= 3 && letters.allSatisfy { $0.count == 1 && $0.first?.isUppercase == true }
    }

    private func isRoman(_ scalar: Unicode.Scalar) -> Bool {
        ["I", "V", "X", "L", "C", "D", "M"].contains(scalar)
    }

    private static let titles: Set<String> = [
        "Mr", "Mrs", "Ms", "Mx", "Dr", "St", "Sta", "Ste", "Prof", "Rev", "Revd", "Hon", "Capt", "Col", "Gen", "Lt",
        "Sgt",
        "Maj", "Cmdr", "Adm", "Corp", "Pvt", "Messrs", "Mme", "Mlle", "Mons", "Gov", "Sen", "Rep", "Pres", "Supt",
        "Insp",
        "Fr", "Sr", "Bro", "Ald", "Esqr", "Ft", "Mt", "Hr", "Fr", "Frl", "Hrn", "Sra", "Srta", "Dra", "Don", "Sig",
        "Dott",
        "MM", "Mgr", "Mdme", "Md", "Wm", "Chas", "Geo", "Thos", "Jas", "Jno",
    ]
    private static let numbered: Set<String> = [
        "no", "nos", "vol", "vols", "ch", "chap", "fig", "figs", "p", "pp", "sec", "sect", "art", "bk", "pt", "op",
        "nr",
        "bd", "kap", "abb", "v", "vv", "l", "ll", "fol", "ver", "act", "sc",
    ]
    private static let latin: Set<String> = ["a.m", "p.m", "e.g", "i.e", "eg", "ie", "viz", "cf", "vs", "ca", "approx"]
    private static let german: Set<String> = [
        "z", "B", "u", "a", "d", "h", "z.B", "u.a", "d.h", "bzw", "ca", "vgl", "Nr", "Bd", "Hr", "Hrn", "Frl", "Prof",
        "Dr",
        "St", "Str", "evtl", "sog", "inkl",
    ]
}

/// Tells where a cut would part a character.
package enum CharacterCut {
    /// Whether a cut between two scalars would part one character, such as a full stop with an accent that came astray.
    package static func parts(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
        guard max(first.value, second.value) >= 0x300 else { return false }
        var pair = String.UnicodeScalarView()
        pair.append(first)
        pair.append(second)
        return String(pair).count == 1
    }
}
