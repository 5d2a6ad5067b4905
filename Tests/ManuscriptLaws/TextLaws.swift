internal import Core
internal import Foundation
internal import Manuscripts

/// Takes an input through all the stages, and looks whether the laws hold.
package enum TextLaws {
    /// - Returns: The laws that the input breaks; empty when all is well.
    package static func breaches(of input: HostileInput) -> [Breach] {
        let source: SourceText
        do {
            source = try SourceReader().read(Data(input.bytes), name: input.name)
        } catch {
            return refusal(error, allowed: [.inputNotText, .inputEmpty])
        }
        let planning = Planning(maxCharacters: input.maxCharacters, language: input.language)
        let book: Book
        do {
            book = try planning.book(source)
        } catch {
            return refusal(error, allowed: [.inputEmpty]) + silence(source, planning)
        }
        return planned(book, planning) + variation(source, book, planning, choice: input.seed % 4)
    }

    /// What can be seen from the plan of one input.
    private static func planned(_ book: Book, _ planning: Planning) -> [Breach] {
        let accounting = Accounting(book: book, maxCharacters: planning.maxCharacters)
        return accounting.faults().map { Breach(.accounting, $0) }
            + RangeLaws(book: book).breaches()
            + SegmentLaws(book: book, maxCharacters: planning.maxCharacters).breaches()
            + ParagraphLaws(book: book, maxCharacters: planning.maxCharacters).breaches()
            + MetadataLaws(book: book).breaches()
    }

    /// What takes a second plan to see; each input is asked one of these questions.
    private static func variation(_ source: SourceText, _ book: Book, _ planning: Planning, choice: UInt64) -> [Breach]
    {
        let laws = VariationLaws(source: source, book: book, planning: planning)
        return switch choice {
        case 0: laws.repeatability()
        case 1: laws.lineEnds()
        case 2: laws.encodings()
        default: []
        }
    }

    private static func refusal(_ error: any Error, allowed: Set<ErrorCode>) -> [Breach] {
        guard let error = error as? BatchError else { return [Breach(.errors, "no code: \(error)")] }
        guard allowed.contains(error.code), !error.message.isEmpty, !error.remedy.isEmpty else {
            return [Breach(.errors, "\(error)")]
        }
        return []
    }

    /// A text that counts as empty is accounted for once a sentence follows it.
    private static func silence(_ source: SourceText, _ planning: Planning) -> [Breach] {
        let text = source.text + "\n\n\n" + "The lamp burned."
        let longer = SourceText(name: source.name, text: text, kind: source.kind)
        guard let book = try? planning.book(longer) else { return [] }
        let faults = Accounting(book: book, maxCharacters: planning.maxCharacters).faults()
        return faults.map { Breach(.accounting, "called empty, but \($0)") }
    }
}
