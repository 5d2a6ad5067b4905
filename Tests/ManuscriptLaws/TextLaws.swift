internal import Core
internal import Documents
internal import Foundation
internal import Manuscripts

/// What holds for every input, whatever it is.
package enum Law: String, Sendable, CaseIterable {
    /// Nothing crashes. Only a program that watches can find this one broken.
    case survival
    /// Every input is done within a time that its length explains.
    case time
    /// What cannot be used is refused with a code of its own, and only what has nothing to say counts as empty.
    case errors
    /// Every letter and number is in exactly one segment or reported as left out.
    case accounting
    /// Segments and omissions lie in the source, in order, between scalars.
    case ranges
    /// A segment holds nothing but what can be spoken or shapes it.
    case texts
    /// No segment is longer than was asked for.
    case lengths
    /// The segments of a paragraph are its text; only what has no letter falls away where it is cut.
    case paragraphs
    /// No cut parts a character, such as a letter and its accents.
    case characters
    /// Titles and names are short single lines that can be shown and written as tags.
    case metadata
    /// Diagnostics point at lines that there are, and no omission goes unreported.
    case diagnostics
    /// The same input is planned the same way twice.
    case repeatability
    /// It makes no difference how the ends of lines are written.
    case lineEnds
    /// It makes no difference in which form of Unicode a text is stored.
    case encodings
}

/// A law that an input breaks, and how.
package struct Breach: Sendable, Hashable {
    package let law: Law
    package let details: String

    package init(_ law: Law, _ details: String) {
        self.law = law
        self.details = details
    }
}

/// Takes an input through all the stages, and looks whether the laws hold.
package enum TextLaws {
    /// - Returns: The laws that the input breaks; empty when all is well.
    package static func breaches(of input: HostileInput) -> [Breach] {
        let document: Document
        do {
            document = try SourceReader().read(Data(input.bytes), name: input.name)
        } catch {
            return refusal(error, allowed: [.inputNotText, .inputEmpty])
        }
        let planning = Planning(maxCharacters: input.maxCharacters, language: input.language)
        let book: Book
        do {
            book = try planning.book(document)
        } catch {
            return refusal(error, allowed: [.inputEmpty]) + silence(document, planning)
        }
        return planned(book, planning) + variation(book, planning, choice: input.seed % 4)
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
    private static func variation(_ book: Book, _ planning: Planning, choice: UInt64) -> [Breach] {
        let laws = VariationLaws(book: book, planning: planning)
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
    private static func silence(_ document: Document, _ planning: Planning) -> [Breach] {
        let text = document.text + "\n\n\n" + "The lamp burned."
        guard let book = try? planning.book(document.rewritten(as: text)) else { return [] }
        let faults = Accounting(book: book, maxCharacters: planning.maxCharacters).faults()
        return faults.map { Breach(.accounting, "called empty, but \($0)") }
    }
}

extension Document {
    /// Another text read in the same format.
    func rewritten(as text: String) throws -> Document {
        let format: any TextFormat = name.hasSuffix(".md") ? .markdown : .plain
        return try format.document(of: text, name: name)
    }
}
