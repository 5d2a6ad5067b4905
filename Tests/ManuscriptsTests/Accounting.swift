import BatchCore
import Foundation

@testable import Manuscripts

/// Finds whatever breaks the promise that every letter and number of a source is either in exactly one segment or
/// reported as left out.
struct Accounting {
    let book: Book
    let maxCharacters: Int

    /// The broken promises, in words; empty when all is well.
    func faults() -> [String] {
        let bytes = Array(book.source.text.utf8)
        var omitted = [Bool](repeating: false, count: bytes.count)
        var faults: [String] = []
        var end = 0
        for omission in book.manuscript.omissions {
            if omission.range.start < end || omission.range.length == 0 {
                faults.append("omission \(omission) overlaps the one before, or is empty")
            }
            end = omission.range.end
            for index in omission.range.start..<omission.range.end {
                omitted[index] = true
            }
        }
        var spoken = omitted
        end = 0
        for segment in book.segments {
            if segment.range.start < end {
                faults.append("segment \(segment) starts before the last one ended (\(end))")
            }
            end = segment.range.end
            faults += check(segment, bytes, omitted)
            for index in segment.range.start..<segment.range.end {
                spoken[index] = true
            }
        }
        let lost = unmarked(bytes[...], spoken[...])
        if !lost.isEmpty {
            faults.append("lost: \(lost.prefix(80))")
        }
        return faults
    }

    private func check(_ segment: NewSegment, _ bytes: [UInt8], _ omitted: [Bool]) -> [String] {
        var faults: [String] = []
        let range = segment.range.start..<segment.range.end
        let expected = unmarked(bytes[range], omitted[range])
        let found = speakable(segment.text)
        if expected != found {
            faults.append("segment “\(found)” is “\(expected)” in the source")
        }
        if found.isEmpty {
            faults.append("segment “\(segment.text)” has nothing to say")
        }
        if segment.text.unicodeScalars.count > maxCharacters {
            faults.append("segment of \(segment.text.unicodeScalars.count) characters")
        }
        if segment.text.contains("\n") || segment.text.hasPrefix(" ") || segment.text.hasSuffix(" ") {
            faults.append("segment with loose white space: “\(segment.text)”")
        }
        return faults
    }

    /// What is speakable in the bytes that are not marked.
    private func unmarked(_ bytes: ArraySlice<UInt8>, _ marked: ArraySlice<Bool>) -> String {
        speakable(String(decoding: zip(bytes, marked).filter { !$0.1 }.map(\.0), as: UTF8.self))
    }

    /// Letters, numbers and their marks, with ligatures and compositions taken apart.
    private func speakable(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        scalars.append(
            contentsOf: text.unicodeScalars.filter { $0.isSpeakable || $0.properties.generalCategory.isMark }
        )
        let normal = String(scalars).decomposedStringWithCompatibilityMapping
        return String(String.UnicodeScalarView(normal.unicodeScalars.filter(\.isSpeakable)))
    }
}

extension Unicode.GeneralCategory {
    fileprivate var isMark: Bool {
        self == .nonspacingMark || self == .spacingMark || self == .enclosingMark
    }
}
