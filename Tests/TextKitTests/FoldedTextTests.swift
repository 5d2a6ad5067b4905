import Testing
@testable import TextKit

/// What is written differently and spoken alike is one, and keeps its place.
@Suite struct FoldedTextTests {
    @Test(arguments: [
        ("plain", "plain"), ("naïve", "naive"), ("nai\u{308}ve", "naive"), ("ﬁnd", "find"), ("don’t", "don't"),
        ("1½", "1 1/2"), ("Straße", "Strasse"), ("ＡＢ", "AB"), ("co\u{AD}op", "coop"),
        ("\u{FDFA}", "صلى الله عليه وسلم"),
        ("ש\u{5B8}\u{5C1}", "ש\u{5B8}\u{5C1}"), ("ש\u{5C1}\u{5B8}", "ש\u{5B8}\u{5C1}"),
        ("한", "\u{1112}\u{1161}\u{11AB}"),
    ])
    func folds(text: String, folded: String) {
        let scalars = FoldedText(text[...], at: 0).scalars
        #expect(String(String.UnicodeScalarView(scalars)).unicodeScalars.elementsEqual(folded.unicodeScalars))
    }

    /// A place is that of whole characters, wherever the text begins.
    @Test func knowsWhereEachScalarComesFrom() {
        let folded = FoldedText("e\u{301}ﬁ½"[...], at: 10)
        #expect(folded.places == [10..<13, 13..<16, 13..<16, 16..<18, 16..<18, 16..<18, 16..<18])
        #expect(folded.place(of: 0..<2) == 10..<16)
    }

    @Test func wordsKeepTheirPlaces() {
        let text = "“Naïve Mr. Pike paid £1.50, or 3km…”"
        let items = WordScanner(isEnglish: true).items(of: text)
        let written = items.map { String(decoding: Array(text.utf8)[$0.place], as: UTF8.self) }
        #expect(written == ["Naïve", "Mr", "Pike", "paid", "£1.50", "or", "3", "km"])
    }
}
