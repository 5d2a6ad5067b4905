internal import Core
internal import Documents
internal import Foundation
internal import Manuscripts
internal import TextKit

/// Finds whatever breaks the promise that every letter and number of a source is either in exactly one segment or
/// reported as left out.
package struct Accounting {
    private let book: Book
    private let maxCharacters: Int

    package init(book: Book, maxCharacters: Int = SegmentPlanner.defaultMaxCharacters) {
        self.book = book
        self.maxCharacters = maxCharacters
    }

    /// The broken promises, in words; empty when all is well.
    package func faults() -> [String] {
        let bytes = Array(book.text.utf8)
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
        let lost = unmarked(bytes, 0..<bytes.count, spoken)
        if !lost.isEmpty {
            faults.append("lost: \(lost.prefix(80))")
        }
        return faults
    }

    private func check(_ segment: NewSegment, _ bytes: [UInt8], _ omitted: [Bool]) -> [String] {
        var faults: [String] = []
        let range = segment.range.start..<segment.range.end
        let expected = unmarked(bytes, range, omitted)
        let found = speakable(Array(segment.text.utf8))
        if expected != found {
            faults.append("segment “\(found)” is “\(expected)” in the source")
        }
        // Some letters of their own, such as the Greek iota below, would be taken apart into nothing but marks.
        if !segment.text.unicodeScalars.contains(where: \.isSpeakable) {
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
    private func unmarked(_ bytes: [UInt8], _ range: Range<Int>, _ marked: [Bool]) -> String {
        var rest: [UInt8] = []
        for index in range where !marked[index] {
            rest.append(bytes[index])
        }
        return speakable(rest)
    }

    /// Letters, numbers and their marks, with ligatures and compositions taken apart.
    private func speakable(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where scalar.isSpeakable || scalar.properties.generalCategory.isMark {
            scalars.append(scalar)
        }
        // A mark by itself has no sound, but may be part of a letter; plain English has neither.
        guard bytes.contains(where: { $0 >= 0x80 }) else { return String(scalars) }
        let normal = String(scalars).decomposedStringWithCompatibilityMapping
        return String(String.UnicodeScalarView(normal.unicodeScalars.filter(\.isSpeakable)))
    }
}

extension Unicode.GeneralCategory {
    fileprivate var isMark: Bool {
        self == .nonspacingMark || self == .spacingMark || self == .enclosingMark
    }
}
