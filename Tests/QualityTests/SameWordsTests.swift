import Core
import Quality
import Testing

/// What is written differently and spoken alike makes no difference.
@Suite struct SameWordsTests {
    @Test(arguments: Samples.texts)
    func findsNothingInItself(_ text: String) {
        let transcript = Pair(text, text).compared()
        #expect(transcript.wordErrorRate == 0)
        #expect(transcript.missing.isEmpty && transcript.added.isEmpty)
        #expect(transcript.text == text && transcript.model == "test")
    }

    @Test(arguments: Samples.texts)
    func hearsNoPunctuationAndNoCase(_ text: String) {
        let plain = text.lowercased().replacing(/[,;!?"“”]/, with: "").replacing("-", with: " ")
        #expect(Pair(text, plain).compared().wordErrorRate == 0)
        #expect(Pair(plain, text).compared().wordErrorRate == 0)
    }

    @Test(arguments: [
        Pair("It was 1984.", "It was nineteen eighty-four."),
        Pair("It was nineteen oh-five.", "It was 1905."),
        Pair("In 2007 and 2023.", "In two thousand and seven and twenty twenty-three."),
        Pair("There were twelve thousand, four hundred and fifty of them.", "There were 12,450 of them."),
        Pair("There were 312 aboard.", "There were three hundred and twelve aboard."),
        Pair("A hundred lamps.", "100 lamps."),
        Pair("The forty-first lamp.", "The 41st lamp."),
        Pair("The 21st of June.", "The twenty-first of June."),
        Pair("July 4th, 1954.", "July fourth, 1954."),
        Pair("In the 1920s and the '30s.", "In the nineteen twenties and the thirties."),
        Pair("It was 3.75 km away.", "It was three point seven five kilometers away."),
        Pair("The engine weighs 0.8 tonnes.", "The engine weighs point eight tons."),
        Pair("At 7:45 and at 3:00.", "At seven forty-five and at three o'clock."),
        Pair("At 1:05 the bell rang.", "At one oh five the bell rang."),
        Pair("Half of it, or 3/4.", "Half of it, or three quarters."),
        Pair("It took 1½ hours.", "It took one and a half hours."),
        Pair("Ring 555 0142.", "Ring five five five oh one four two."),
        Pair("It cost £20 or $4,500,000.", "It cost twenty pounds or $4.5 million."),
        Pair("It cost $1.50 then.", "It cost one dollar and fifty cents then."),
        Pair("2.5 million people.", "Two and a half million people."),
        Pair("An increase of 77%.", "An increase of seventy-seven per cent."),
        Pair("Chapter IV. The Night Train.", "Chapter 4, the night train."),
        Pair("Henry VIII and Elizabeth II.", "Henry the Eighth and Elizabeth the Second."),
        Pair("Act III, Scene 2.", "Act three, scene two."),
        Pair("World War I ended.", "World War 1 ended."),
    ])
    func readsNumbers(_ pair: Pair) {
        expectSame(pair)
    }

    @Test(arguments: [
        Pair("Mr. and Mrs. Pike saw Dr. Lund.", "Mister and Missus Pike saw Doctor Lund."),
        Pair("St. Mary's is in Mill St. now.", "Saint Mary's is in Mill Street now."),
        Pair("No. 41 is to be removed.", "Number 41 is to be removed."),
        Pair("No, he has no lamp.", "No, he has no lamp."),
        Pair("Ropes, tar, etc., e.g. oil.", "Ropes, tar, et cetera, for example oil."),
        Pair("Capt. Gray, i.e. the mate.", "Captain Grey, that is, the mate."),
        Pair("Barker & Sons", "Barker and Sons"),
        Pair("The U.S. sent J. K. Marsh at 6 p.m.", "The US sent JK Marsh at 6 PM."),
        Pair("Vol. 2, pp. 33-47", "Volume two, pages 33 to 47"),
        Pair("On Tuesday, Dec. 24th.", "On Tuesday, December 24."),
    ])
    func readsAbbreviations(_ pair: Pair) {
        #expect(pair.compared().missing.isEmpty)
        #expect(pair.compared().wordErrorRate <= 0.25)
    }

    @Test(arguments: [
        Pair("I've no idea; it's late, and you'll see.", "I have no idea. It is late and you will see."),
        Pair("We are not going, and they cannot.", "We aren't going and they can't."),
        Pair("The guests’ coats, the guest's hat.", "The guests coats the guest's hat."),
        Pair("’Twas five o’clock.", "It was five o'clock."),
        Pair("I don’t know.", "I don't know."),
        Pair("The colour of the harbour was grey.", "The color of the harbor was gray."),
        Pair("I realise the centre's catalogue is organised.", "I realize the center's catalog is organized."),
        Pair("A naïve façade in Zürich", "A naive facade in Zurich"),
        Pair("Ah! So you came. Oh, hm, well.", "So you came, well."),
        Pair("So you came.", "Oh, so, um, you came."),
    ])
    func knowsHowWordsAreWritten(_ pair: Pair) {
        expectSame(pair)
    }

    @Test(arguments: [
        Pair("Does any one live in there?", "Does anyone live in there?"),
        Pair("Their habits, and in habits of theirs.", "Their habits and inhabits of theirs."),
        Pair("It was under-feeding, to-day and to-morrow.", "It was underfeeding today and tomorrow."),
        Pair("A great-great-grandmother's tea-cups.", "A great great grand mother's teacups."),
        Pair("Nevertheless the waterside is well behaved.", "Never the less the water side is well-behaved."),
        Pair("He walked into Hammersmith.", "He walked in to Hammer Smith."),
    ])
    func joinsAndPartsWords(_ pair: Pair) {
        expectSame(pair)
    }

    private func expectSame(_ pair: Pair) {
        for pair in [pair, Pair(pair.heard, pair.text)] {
            let transcript = pair.compared()
            #expect(transcript.wordErrorRate == 0, "\(pair)")
            #expect(transcript.missing.isEmpty && transcript.added.isEmpty, "\(pair)")
        }
    }
}

/// In other languages only what all have in common is normalised.
@Suite struct OtherLanguageTests {
    @Test(arguments: [
        ("de", Pair("Das Mädchen, so heißt es, ging fort.", "das madchen so heisst es ging fort")),
        ("de", Pair("Es waren 41 Lampen am Kai.", "Es waren einundvierzig Lampen am Kai.")),
        ("de", Pair("Es waren ein und vierzig Lampen am Kai.", "Es waren 41 Lampen am Kai.")),
        ("de", Pair("Im Jahr 1887.", "Im Jahr.")),
        ("fr", Pair("L’été dernier, à Orléans.", "L'ete dernier a Orleans")),
        ("ru", Pair("Фонарь уже горел.", "фонарь уже горел")),
        ("zh", Pair("灯已经亮了。", "灯 已经 亮 了")),
        ("ja", Pair("ランプはもう灯っていた。", "ランプはもう灯っていた")),
    ])
    func findsTheSame(language: String, pair: Pair) {
        let transcript = pair.compared(language: language)
        #expect(transcript.wordErrorRate == 0)
        #expect(transcript.missing.isEmpty && transcript.added.isEmpty)
    }

    @Test func findsADroppedWord() {
        let pair = Pair("Der alte Laternenanzünder stieg langsam hinauf.", "Der alte Laternenanzünder stieg hinauf.")
        #expect(pair.compared(language: "de").missing == ["langsam"])
        #expect(pair.compared(language: nil).missing == ["langsam"])
    }

    @Test func readsEnglishOnlyInEnglish() {
        let pair = Pair("Mr. Pike", "Mister Pike")
        #expect(pair.compared(language: "English").wordErrorRate == 0)
        #expect(pair.compared(language: "en-GB").wordErrorRate == 0)
        #expect(pair.compared(language: "de").wordErrorRate > 0)
    }
}
