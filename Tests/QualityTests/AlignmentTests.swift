import Core
import Quality
import Testing
import TextKit

/// The text and what was heard, laid beside each other.
@Suite struct AlignmentTests {
    @Test(arguments: [
        (Pair("The lamp was lit.", "the lamp was lit"), ["heard: The lamp was lit / the lamp was lit"]),
        (
            Pair("He saw the grey house there.", "He saw a house there."),
            ["heard: He saw / He saw", "other: the / a", "missing: grey / ", "heard: house there / house there"]
        ),
        (
            Pair("They walked home.", "They walked slowly home."),
            ["heard: They walked / They walked", "added:  / slowly", "heard: home / home"]
        ),
        (Pair("“Go!” he said.", ""), ["missing: Go!” he said / "]),
        (Pair("", "Well well"), ["added:  / Well well"]),
        (Pair("…", " "), []),
        (
            Pair("In 1984, perhaps.", "In nineteen eighty-four, perhaps."),
            ["heard: In 1984, perhaps / In nineteen eighty-four, perhaps"]
        ),
        (Pair("The naïve café.", "A naive cafe."), ["other: The / A", "heard: naïve café / naive cafe"]),
        (
            Pair("He ran up three hundred and twelve steps.", "He ran up 312."),
            [
                "heard: He ran up three hundred and twelve / He ran up 312", "missing: steps / ",
            ]
        ),
    ])
    func laysTheWordsBesideEachOther(pair: Pair, rows: [String]) {
        #expect(pair.aligned() == rows)
    }

    /// What may be left out or put in at no cost is not told of.
    @Test func takesInterjectionsForHeard() {
        #expect(
            Pair("Oh, so you came.", "So, um, you came.").aligned() == ["heard: Oh, so you came / So, um, you came"]
        )
    }

    @Test func keepsWhatIsMissingTogetherWhereSomethingElseIsSaid() {
        let rows = Pair(
            "He stopped. Nobody lived beyond the last house of the quay. He went on.",
            "He stopped. Children will often choose books early in life. He went on."
        ).aligned()
        #expect(
            rows == [
                "heard: He stopped / He stopped", "missing: Nobody lived beyond the last / ",
                "added:  / Children will often", "heard: house / choose", "missing: of the quay / ",
                "added:  / books early in life", "heard: He went on / He went on",
            ]
        )
    }

    /// The words of a number stand in one place, which cannot be half missing.
    @Test func calls1984WithoutItsYearAnotherNumber() {
        let pair = Pair("In 1984 it burned.", "In nineteen eighty it burned.")
        #expect(pair.compared().missing == ["four"])
        #expect(
            pair.aligned() == [
                "heard: In / In", "other: 1984 / nineteen eighty", "heard: it burned / it burned",
            ]
        )
    }

    /// Ranges count in what was heard as it is stored, noise and all.
    @Test func pointsIntoTheTranscriptWithItsNoise() {
        let heard = "[Müsik] He stopped (laughs) here. ♪ The lamp *sighs* was lit. Thank you for watching!"
        let pair = Pair("He stopped. The lamp was lit.", heard)
        #expect(
            pair.aligned() == [
                "heard: He stopped / He stopped", "added:  / here",
                "heard: The lamp was lit / The lamp *sighs* was lit",
            ]
        )
    }

    @Test(arguments: ["zh", "ja", "ko", "ar", "he", "hi", "th", "el", "ru"])
    func knowsOtherScripts(language: String) {
        let texts = [
            "zh": "灯 已 亮", "ja": "ランプ 灯 い", "ko": "등불은 이미 켜졌다", "ar": "كان المصباح مضاء", "he": "הַמְּנוֹרָה כבר דלקה",
            "hi": "दीपक पहले से", "th": "โคมไฟ สว่าง แล้ว", "el": "Το φανάρι ήδη", "ru": "Фонарь уже горел",
        ]
        let text = texts[language] ?? ""
        let words = text.split(separator: " ")
        let heard = words.dropLast().joined(separator: " ")
        let rows = Pair(text, heard).aligned(language: language)
        #expect(rows == ["heard: \(heard) / \(heard)", "missing: \(words.last ?? "") / "])
    }

    /// Each word that is listed as missing or added stands where the alignment says, and no other.
    @Test(arguments: Samples.texts)
    func agreesWithTheLists(_ text: String) {
        let words = text.split(separator: " ")
        for step in 2..<9 {
            let fewer = words.enumerated().filter { $0.offset % step != 1 }.map(\.element).joined(separator: " ")
            for pair in [Pair(text, fewer), Pair(fewer, text), Pair(text, Samples.texts[step % 8])] {
                let transcript = pair.compared()
                let alignment = transcript.alignment ?? []
                let missing = alignment.filter { $0.relation == .missing }.map { pair.text.slice($0.text) }
                let added = alignment.filter { $0.relation == .added }.map { pair.heard.slice($0.heard) }
                // Numbers with some of their words missing are others, and are listed word by word.
                guard !alignment.contains(where: { $0.relation == .other && pair.hasDigits(in: $0) }) else { continue }
                #expect(missing.flatMap(words(of:)) == transcript.missing.flatMap(words(of:)), "\(pair)")
                #expect(added.flatMap(words(of:)) == transcript.added.flatMap(words(of:)), "\(pair)")
            }
        }
    }

    /// The words of a text without those that may be left out.
    private func words(of text: String) -> [String] {
        WordScanner(isEnglish: true).items(of: text).flatMap { $0.readings[0] }.filter {
            !Interjections.words.contains($0)
        }
    }
}

extension Pair {
    /// A row for each piece of the alignment: its relation, and both sides.
    fileprivate func aligned(language: String? = "en") -> [String] {
        (compared(language: language).alignment ?? []).map {
            "\($0.relation.rawValue): \(text.slice($0.text)) / \(heard.slice($0.heard))"
        }
    }

    fileprivate func hasDigits(in piece: AlignedWords) -> Bool {
        (text.slice(piece.text) + heard.slice(piece.heard)).contains(where: \.isNumber)
    }
}

extension String {
    /// The text at a range of its bytes.
    func slice(_ range: Range<Int>) -> String { String(decoding: Array(utf8)[range], as: UTF8.self) }
}
