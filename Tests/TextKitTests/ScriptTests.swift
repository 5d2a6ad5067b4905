import Testing
import TextKit

/// The table of scripts, against the blocks that books use.
@Suite struct ScriptTests {
    @Test(
        arguments: [
            "⺀", "一", "々", "〇", "あ", "ア", "ー", "ㄅ", "。", "、", "「", "\u{3000}", "Ａ", "！", "ｱ", "豈", "𠀀", "㍿",
            "\u{3BC46}",
        ] as [Unicode.Scalar]
    )
    func standsSideBySide(scalar: Unicode.Scalar) {
        #expect(scalar.isUnspacedScript)
    }

    @Test(arguments: ["a", "é", "ж", "ع", "ก", "한", "ᄀ", "ㄱ", "😀", "—", "“", "①", "\u{301}", "½"] as [Unicode.Scalar])
    func needsSpaces(scalar: Unicode.Scalar) {
        #expect(!scalar.isUnspacedScript && !scalar.isWordOfItsOwn)
    }

    @Test(arguments: ["一", "々", "〇", "あ", "ア", "ー", "豈", "𠀀"] as [Unicode.Scalar])
    func isAWordOfItsOwn(scalar: Unicode.Scalar) {
        #expect(scalar.isWordOfItsOwn && scalar.isSyllable)
    }

    @Test(arguments: ["。", "・", "、", "Ａ", "\u{3099}", "①"] as [Unicode.Scalar])
    func isNoWord(scalar: Unicode.Scalar) {
        #expect(!scalar.isWordOfItsOwn)
    }

    @Test(arguments: [
        ("lamp", 4), ("灯", 2), ("한", 2), ("é", 1), ("e\u{301}", 1), ("😀", 2), ("❤\u{FE0F}", 2), ("Ａ", 2), ("ｱ", 1),
        ("\u{301}", 0), ("ℵ", 1), ("。", 2), ("ᄀ", 2), ("", 0),
    ])
    func takesColumns(text: String, width: Int) {
        #expect(text.displayWidth == width)
    }
}

/// Distances between words.
@Suite struct EditDistanceTests {
    @Test(arguments: [
        ("", "", 0, 0), ("lamp", "lamp", 0, 0), ("lamp", "lamps", 1, 1), ("lamp", "damp", 1, 1), ("lmap", "lamp", 2, 1),
        ("", "abc", 3, 3), ("kitten", "sitting", 3, 3), ("ab", "ba", 2, 1), ("abcd", "badc", 3, 2), ("ca", "abc", 3, 3),
        ("vocie", "voice", 2, 1), ("灯亮", "亮灯", 2, 1),
    ])
    func counts(first: String, second: String, plain: Int, withSwaps: Int) {
        var edits = EditDistance()
        var swaps = EditDistance(countsSwaps: true)
        for (one, other) in [(first, second), (second, first)] {
            #expect(edits.between(one, other) == plain)
            #expect(swaps.between(one, other) == withSwaps)
        }
    }

    @Test func stopsAtItsLimit() {
        var edits = EditDistance()
        #expect(edits.between(Array("abcdef")[...], Array("uvwxyz")[...], limit: 2) == 3)
        #expect(edits.between(Array("abcdef")[...], Array("abcxef")[...], limit: 2) == 1)
    }
}
