import Core
@testable import Documents
import Foundation
import Testing

/// Texts in the encodings that were there before UTF-8, and those of Unicode with a mark.
@Suite struct EncodingTests {
    private func decode(_ bytes: [UInt8]) throws -> (text: String, diagnostics: [Diagnostic]) {
        try TextDecoder(name: "book.txt").decode(bytes)
    }

    private static func lines(_ count: Int, of bytes: [UInt8]) -> [UInt8] {
        Array(repeatElement(bytes + [0x0A], count: count).joined())
    }

    @Test(arguments: OlderText.all) func olderEncodingsAreGuessed(sample: OlderText) throws {
        let decoded = try decode(sample.bytes)
        #expect(decoded.text == sample.text)
        #expect(decoded.diagnostics.map(\.code) == ["text.encodingFallback"])
        #expect(
            decoded.diagnostics.first?.message
                == "Read as \(sample.encoding), because line 1 is not valid UTF-8."
        )
    }

    /// ICU looks at no more than 8,192 bytes.
    @Test(arguments: OlderText.all) func plainEnglishInFrontDoesNotHideThem(sample: OlderText) throws {
        let front = String(repeating: "This text was typed by volunteers.\n", count: 300)
        let lines = Self.lines(200, of: sample.bytes)
        let decoded = try decode(Array(front.utf8) + lines)
        #expect(decoded.text == front + String(repeating: sample.text + "\n", count: 200))
        #expect(decoded.diagnostics.first?.line == 301)
    }

    @Test(arguments: [
        "café", "à", "Straße", "Ångström", "déjà vu", "L'ÉTÉ À LA PLAGE", "ÄÖÜ äöü ß", "2ª edição, 1º andar",
        "Il déjeuna d’une crème brûlée, là-bas, où l’été s’achève.",
        "« Où êtes-vous née, Zoë ? » demanda-t-il à voix basse.",
        "Größe, Fuß, Öl: Frau Müller hört süße Glöckchen läuten.",
        "El señor Ibáñez preguntó: «¿Qué pasó mañana?»",
        "A avó não pôs o pão, o maçã e o órgão à mão.",
        "Perché è così? Sarà già l'una, però non verrà più.",
        "Vår ängel åt råkost på ön, då blåste det.",
        "Hún fór út í þokuna og æpti: „Það er ekki ég!“",
        "Yksinäinen pöllö söi äyriäisiä Åbossa.",
        "“Hi,” she said—“it’s naïve.” ‘Quite,’ he said…",
        "£5, 2½d. and 3¾d. a pound; 20 °C, n° 7, § 12 © 1893",
    ])
    func westernTextsAreWindows1252(text: String) throws {
        let bytes = text.unicodeScalars.map { Self.marks[$0] ?? UInt8(truncatingIfNeeded: $0.value) }
        for count in [1, 200] {
            let decoded = try decode(Self.lines(count, of: bytes))
            #expect(decoded.text == String(repeating: text + "\n", count: count))
            #expect(
                decoded.diagnostics.map(\.message)
                    == ["Read as Windows-1252 (Latin-1), because line 1 is not valid UTF-8."]
            )
        }
    }

    /// The marks of Windows-1252 that Latin-1 lacks, as far as they are used here.
    private static let marks: [Unicode.Scalar: UInt8] = [
        "„": 0x84, "…": 0x85, "‘": 0x91, "’": 0x92, "“": 0x93, "”": 0x94, "—": 0x97,
    ]

    @Test func bytesThatWindows1252LeavesOpenDoNoHarm() throws {
        let decoded = try decode(Array("caf".utf8) + [0xE9, 0x20, 0x81, 0x8D, 0x8F, 0x90, 0x9D, 0x21])
        #expect(decoded.text.hasPrefix("café "))
        #expect(decoded.text.hasSuffix("!"))
        #expect(decoded.diagnostics.map(\.code) == ["text.encodingFallback"])
    }

    @Test func badBytesOfAGuessAreTold() throws {
        let sample = try #require(OlderText.all.first { $0.encoding == "Shift_JIS" })
        let lines = Self.lines(50, of: sample.bytes)
        let decoded = try decode(lines + [0xFF, 0x0A] + lines)
        #expect(decoded.text.hasPrefix(sample.text))
        #expect(decoded.text.hasSuffix(sample.text + "\n"))
        #expect(
            decoded.diagnostics.map(\.message).first?.hasSuffix("; 1 bytes are not valid in it and were left out.")
                == true
        )
    }

    @Test(arguments: [true, false]) func aMarkOfUTF32Decides(isBigEndian: Bool) throws {
        let text = "Fiat lux, Frau Müller 🪔."
        let decoded = try decode(Self.utf32("\u{FEFF}" + text, isBigEndian: isBigEndian))
        #expect(decoded.text == text)
        #expect(decoded.diagnostics.isEmpty)
    }

    @Test func aBadCharacterOfUTF32IsTold() throws {
        let text = String(repeating: "Plain words.\n", count: 20)
        let decoded = try decode(Self.utf32("\u{FEFF}" + text, isBigEndian: false) + [0, 0xD8, 0, 0])
        #expect(decoded.text.hasPrefix(text))
        #expect(decoded.diagnostics.map(\.code) == ["text.invalidUTF32"])
        #expect(decoded.diagnostics.first?.line == 21)
    }

    @Test func utf16ThatBeginsWithAZeroIsNotUTF32() throws {
        let text = "\u{0}" + String(repeating: "Plain words. ", count: 40)
        let decoded = try decode([0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        #expect(decoded.text == text)
    }

    private static func utf32(_ text: String, isBigEndian: Bool) -> [UInt8] {
        text.unicodeScalars.flatMap { scalar -> [UInt8] in
            let bytes = [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: scalar.value >> $0) }
            return isBigEndian ? bytes.reversed() : bytes
        }
    }
}

/// A text as it lies on a disk in an older encoding; the bytes are iconv's.
struct OlderText: Sendable, CustomTestStringConvertible {
    let encoding: String
    let base64: String
    let text: String

    var bytes: [UInt8] { Data(base64Encoded: base64).map { [UInt8]($0) } ?? [] }

    var testDescription: String { "\(encoding): \(text.prefix(12))" }

    static let all: [OlderText] = [
        OlderText(
            encoding: "Windows-1251",
            base64: "0fLg8PvpIPTu7eDw+ejqIOL7+OXrIOjnIOTu7OAsIOru4+TgIO3g5CDw5eru6SDl+bgg8fLu/+sg8vPs4O0u",
            text: "Старый фонарщик вышел из дома, когда над рекой ещё стоял туман."
        ),
        OlderText(
            encoding: "KOI8-U",
            base64: "89TB0tnKIMbPzsHS3cnLINfZ28XMIMnaIMTPzcEsIMvPx8TBIM7BxCDSxcvPyiDF3aMg09TP0cwg1NXNwc4u",
            text: "Старый фонарщик вышел из дома, когда над рекой ещё стоял туман."
        ),
        OlderText(
            encoding: "KOI8-U",
            base64: "89TB0snKIMymyNTB0s7JyyDXycrbz9cgptogxM/N1Swgy8/MySDOwcQg0qbey8/AIN3FINPUz9HXINTVzcHOLg==",
            text: "Старий ліхтарник вийшов із дому, коли над річкою ще стояв туман."
        ),
        OlderText(
            encoding: "ISO-8859-5",
            base64: "weLQ4OvZIOTe3dDg6djaINLr6NXbINjXINTe3NAsINre09TQIN3Q1CDg1dre2SDV6fEg4eLe79sg4uPc0N0u",
            text: "Старый фонарщик вышел из дома, когда над рекой ещё стоял туман."
        ),
        OlderText(
            encoding: "Windows-1253",
            base64: "zyDj3fHv8iD24e3v6vzx7/Ig4uPe6uUg4fD8IPTvIPPw3/TpLiCrou3h+OEg/Ovl8iD06fIg69zs8OXyhbs=",
            text: "Ο γέρος φανοκόρος βγήκε από το σπίτι. «Άναψα όλες τις λάμπες…»"
        ),
        OlderText(
            encoding: "ISO-8859-7",
            base64: "tu3h4uUg9OnyIOvc7PDl8iDs3+Eg7N/hLiDHIO/s3/fr5yDz6t3w4eblIOHq/OznIPTvIPDv9Nzs6S4=",
            text: "Άναβε τις λάμπες μία μία. Η ομίχλη σκέπαζε ακόμη το ποτάμι."
        ),
        OlderText(
            encoding: "Windows-1255",
            base64: "7uPs6fcg5PTw8entIOTm9+8g6fbgIO7h6frlIOvg+fgg5PL49Owg8uXjIPLu4yDu8uwg5PDk+C4=",
            text: "מדליק הפנסים הזקן יצא מביתו כאשר הערפל עוד עמד מעל הנהר."
        ),
        OlderText(
            encoding: "Windows-1256",
            base64: "ztHMIOPm3s8gx+Hj1cfI7c0gx+HazObSIOPkIMjtyuUgze3kIN/H5CDH4dbIx8gg3ebeIMfh5OXRLg==",
            text: "خرج موقد المصابيح العجوز من بيته حين كان الضباب فوق النهر."
        ),
        OlderText(
            encoding: "Windows-1250",
            base64: """
                U3RhcnkgbGF0YXJuaWsgd3lzemVksyB6IGRvbXUsIGdkeSBuYWQgcnpla7kgc3Rhs2EgbWezYS4gWm5hsyBrYb9kuSBsYW1w\
                6iBpIHphcGFsYbMgamUuIIRKdb8gnHdpdGGULg==
                """,
            text: """
                Stary latarnik wyszedł z domu, gdy nad rzeką stała mgła. Znał każdą lampę i zapalał je. „Już \
                świta”.
                """
        ),
        OlderText(
            encoding: "ISO-8859-2",
            base64: """
                U3RhcnkgbGF0YXJuaWsgd3lzemVksyB6IGRvbXUsIGdkeSBuYWQgcnpla7Egc3Rhs2EgbWezYS4gWm5hsyBrYb9ksSBsYW1w\
                6iBpIHphcGFsYbMgamUuIEp1vyC2d2l0YS4=
                """,
            text: """
                Stary latarnik wyszedł z domu, gdy nad rzeką stała mgła. Znał każdą lampę i zapalał je. Już \
                świta.
                """
        ),
        OlderText(
            encoding: "ISO-8859-2",
            base64: """
                U3Rhcv0gbGFtcOH4IHZ5uWVsLCBrZHm+IG5hZCD4ZWtvdSBqZbl07CBsZb5lbGEgbWxoYS4gWm5hbCBrYb5kb3UgbGFtcHUg\
                bmEgbuFi+GW+7SBhIHphcGFsb3ZhbCBqZSBqZWRudSBwbyBkcnVo6S4gUPjtuXTsIHr5c3RhbC4=
                """,
            text: """
                Starý lampář vyšel, když nad řekou ještě ležela mlha. Znal každou lampu na nábřeží a zapaloval \
                je jednu po druhé. Příště zůstal.
                """
        ),
        OlderText(
            encoding: "Windows-1250",
            base64: """
                QXog9nJlZyBs4W1wYWd5+mp08yBraWzpcGV0dCBhIGjhemLzbCwgYW1pa29yIGEgZm9sefMgZvZs9nR0IG3pZyBr9mQg/Gx0\
                LiCETWluZGVuIGzhbXDhdCBpc21lcmVrlCCWIG1vbmR0YSwg6XMgc29ycmEgbWVnZ3n6anRvdHRhIPVrZXQuIFNlbmtpIHNl\
                bSB0+250IGb2bC4=
                """,
            text: """
                Az öreg lámpagyújtó kilépett a házból, amikor a folyó fölött még köd ült. „Minden lámpát \
                ismerek” – mondta, és sorra meggyújtotta őket. Senki sem tűnt föl.
                """
        ),
        OlderText(
            encoding: "Windows-1254",
            base64: """
                WWH+bP0gZmVuZXJjaSwgbmVocmluIPxzdPxuZGUgc2lzIGR1cnVya2VuIGV2ZGVuIOf9a3T9LiBS/Wh0/W1kYWtpIGhlciBs\
                YW1iYXn9IHRhbv1yZP0gdmUgb25sYXL9IGJpcmVyIGJpcmVyIHlha3T9LiBB8P1yIGHw/XIgefxy/GT8LCBraW1zZSBn9nL8\
                bm38eW9yZHUu
                """,
            text: """
                Yaşlı fenerci, nehrin üstünde sis dururken evden çıktı. Rıhtımdaki her lambayı tanırdı ve \
                onları birer birer yaktı. Ağır ağır yürüdü, kimse görünmüyordu.
                """
        ),
        OlderText(
            encoding: "Shift_JIS",
            base64: "kOyCzI/jgsmC3IK+lraCqo5jgsGCxIKigumCsYLrgUGUTphWgqKCvZNfk5SVdoLNicaC8I9vgr2BQg==",
            text: "川の上にまだ霧が残っているころ、年老いた点灯夫は家を出た。"
        ),
        OlderText(
            encoding: "EUC-JP",
            base64: "wO6kzr7lpMuk3qTAzLikrLvEpMOkxqSkpOuks6TtoaLHr8+3pKSkv8XAxfTJ16TPssik8r3QpL+how==",
            text: "川の上にまだ霧が残っているころ、年老いた点灯夫は家を出た。"
        ),
        OlderText(
            encoding: "EUC-KR",
            base64: "sK0gwKe/oSC+yLCzsKEgs7K+xiDA1sC7ILanILTEwLogwaG17r/4wLogwf3AuyCzqry5tNkuIIxjuebAuiC/9L76tNku",
            text: "강 위에 안개가 남아 있을 때 늙은 점등원은 집을 나섰다. 똠방은 웃었다."
        ),
        OlderText(
            encoding: "GB18030",
            base64: "utPJz7u5wf3V1tfFzu21xMqxuvKjrMTqwM+1xLXjtcbIy9ffs/bBy7zSw8Who8v7yM/KtsLrzbfJz7XEw7/Su9W1tcahow==",
            text: "河上还笼罩着雾的时候，年老的点灯人走出了家门。他认识码头上的每一盏灯。"
        ),
        OlderText(
            encoding: "Big5",
            base64: "qmWkV8HZxaK4brXbw/qquq7JrdShQaZ+ptGqusJJv0+kSKirpVikRq5hqvmhQ6VMu3vD0b1YwFmkV6q6qEOkQLf4v0+hQw==",
            text: "河上還籠罩著霧的時候，年老的點燈人走出了家門。他認識碼頭上的每一盞燈。"
        ),
        OlderText(
            encoding: "Windows-1251",
            base64: "z/Do4uXyLCDs6PAh",
            text: "Привет, мир!"
        ),
        OlderText(
            encoding: "KOI8-U",
            base64: "8NLJ18XULCDNydIh",
            text: "Привет, мир!"
        ),
        OlderText(
            encoding: "Windows-1250",
            base64: "WmG/87PmIGfqnGy5IGphn/E=",
            text: "Zażółć gęślą jaźń"
        ),
        OlderText(
            encoding: "Shift_JIS",
            base64: "grGC8YLJgr+CzYFBkKKKRQ==",
            text: "こんにちは、世界"
        ),
        OlderText(
            encoding: "EUC-KR",
            base64: "vsiz58fPvLy/5CwgvLyw6A==",
            text: "안녕하세요, 세계"
        ),
    ]
}
