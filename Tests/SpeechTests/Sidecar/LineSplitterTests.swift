import Foundation
@testable import Speech
import Testing

@Suite struct LineSplitterTests {
    private func lines(_ pieces: [String]) -> [String] {
        var splitter = LineSplitter()
        return pieces.flatMap { splitter.add(Data($0.utf8)) } + [splitter.finish()].compactMap(\.self)
    }

    @Test(arguments: ["one\ntwo\r\n\nüber\nlast", "\n\n", "only", "", "ends\r", "ends\n"])
    func itDoesNotMatterWhereThePiecesEnd(text: String) {
        let bytes = Data(text.utf8)
        let whole = lines([text])
        for cut in 0...bytes.count {
            var splitter = LineSplitter()
            let pieces = splitter.add(bytes.prefix(cut)) + splitter.add(bytes.dropFirst(cut))
            #expect(pieces + [splitter.finish()].compactMap(\.self) == whole, "cut at \(cut)")
        }
    }

    @Test func endsOfLinesAreLeftOut() {
        #expect(lines(["one\ntw", "o\r\n\nthree"]) == ["one", "two", "", "three"])
        #expect(lines(["one\n"]) == ["one"])
    }

    @Test func whatIsTooLongIsCut() {
        let long = String(repeating: "x", count: LineSplitter.longest * 2 + 5)
        #expect(lines([long, "\nshort\n"]).map(\.count) == [LineSplitter.longest, LineSplitter.longest, 5, 5])
    }
}
