import Core
@testable import Reporting
import Testing

@Suite struct MarkedTextTests {
    private func marked(_ text: String, _ ranges: [Range<Int>]) -> [String] {
        let pieces = MarkedText(text, marking: ranges).pieces
        #expect(pieces.map(\.text).joined() == text)
        return pieces.filter(\.isMarked).map(\.text)
    }

    @Test func rangesAreMarked() {
        #expect(marked("It was the Dover road.", [11..<16]) == ["Dover"])
        #expect(marked("the cat and the dog", [0..<3, 12..<15]) == ["the", "the"])
        #expect(marked("猫が好き", [0..<3]) == ["猫"])
        #expect(marked("abc", []) == [])
        #expect(marked("", [0..<0]) == [])
    }

    @Test func rangesThatDoNotFitDoNoHarm() {
        #expect(marked("abc", [-5 ..< -2, 7..<9, 3..<3]) == [])
        #expect(marked("abc", [-5..<1, 2..<100]) == ["a", "c"])
        #expect(marked("abc", [Int.min..<Int.max]) == ["abc"])
        // Backwards, and over each other.
        #expect(marked("abcdef", [4..<6, 1..<3, 2..<5]) == ["bcdef"])
        #expect(marked("", [0..<4]) == [])
        // Inside of a character, and inside of a scalar.
        #expect(marked("xe\u{301}y", [2..<3]) == ["e\u{301}"])
        #expect(marked("x🎧y", [3..<4]) == ["🎧"])
    }

    @Test func theStoredAlignmentIsShown() {
        let transcript = TakeTranscript(
            text: "oh it was over road",
            model: "m",
            wordErrorRate: 0.5,
            missing: ["the", "dover"],
            added: ["oh", "over"],
            alignment: [
                AlignedWords(.added, text: 0..<0, heard: 0..<2), AlignedWords(.heard, text: 0..<6, heard: 3..<9),
                AlignedWords(.missing, text: 7..<10, heard: 9..<9), AlignedWords(.other, text: 11..<16, heard: 10..<14),
                AlignedWords(.heard, text: 17..<21, heard: 15..<19),
            ]
        )
        let text = transcript.markedText("It was the Dover road.")
        #expect(text.pieces.filter(\.isMarked).map(\.text) == ["the", "Dover"])
        #expect(transcript.markedTranscript.pieces.filter(\.isMarked).map(\.text) == ["oh", "over"])
    }

    @Test func withoutAnAlignmentNothingIsMarked() {
        let transcript = TakeTranscript(text: "it was", model: "m", wordErrorRate: 0.5, missing: ["now"], added: [])
        #expect(transcript.markedText("It was now.").pieces == [.init(text: "It was now.", isMarked: false)])
        #expect(transcript.markedTranscript.pieces == [.init(text: "it was", isMarked: false)])
    }
}
