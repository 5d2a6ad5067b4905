/// What generated texts are made of.
enum TextPieces {
    static let words = [
        "lamp", "Wren", "Mr.", "Dr. Lund", "J. K. Marsh", "etc.", "6 p.m.", "No. 5", "don’t", "snake_case",
        "e\u{301}te",
        "ﬁnd", "oﬃce", "Å", "\u{212B}", "naïve", "co-\u{AD}operate", "世界", "こんにちは。", "走吧！", "한국어", "שלום", "مرحبا",
        "किताब", "می\u{200C}خواهم", "Iſt", "½", "²", "Ⅳ", "12", "1,000", "U.S.", "well-", "--", "A", "I", "👩‍🚀", "longer",
        "averyveryverylongwordwithoutanyspaceinsidethatgoesonandonandonuntilitmustbecutsomewhere",
        "\u{1112}\u{1161}\u{11AB}",
    ]
    /// Letters that combine in many ways.
    static let letters = ["a", "é", "e\u{301}", "界", "ﬁ", "ﬃ", "한", "\u{1112}\u{1161}", "👩‍🚀", "ß", "7", "ा"]
    static let marks = [
        " ", "\n", "\r\n", "\r", "\n\n", "\n\n\n", "\t", "\u{C}", "\u{2028}", "\u{85}", "\u{A0}", "\u{3000}", "\u{0}",
        "\u{7}",
        "\u{FEFF}", "\u{200B}", "\u{202E}", "\u{AD}", "\u{AD}\n", "\u{301}", "\u{FFFD}", ".", ". ", "! ", "? ", "; ",
        ", ",
        ": ", "...", "….", ". . . ", "--", " - ", "——", "—\n", "-\n", "_", "*", "**", "`", "``", "\"", "“", "”", "‘",
        "’",
        "(", ")", "[", "]", "[1]", "[12]", "{3}", "[^a]", "[*]", "<", ">", "<b>", "</i>", "<!--", "-->", "<!-- x1 -->",
        "](", "](u/a)", "![", "&amp;", "&eacute;", "\\", "|", "| ", "#", "~~", "~", "$", "!!!!!!", "======", "。", "！",
        "、",
    ]
    static let lines = [
        "\n\nCHAPTER I\n\n", "\n\nCHAPTER II: THE LAMP\n\n", "\nChapter 3\nThe Quay\n", "\n\nBOOK ONE\n\nCHAPTER I\n\n",
        "\n\nCONTENTS\n\nCHAPTER I\nCHAPTER II\n\n\n", "\n\nI.\n\n", "\n\nII.\n\n", "\n\n* * *\n\n", "\n---\n",
        "\n\n#\n\n",
        "\n# Heading one\n", "\n## Heading 2 ##\n", "\nTitle\n=====\n", "\nTitle\n---\n", "\n- item\n",
        "\n1. item one\n",
        "\n> quoted\n", "\n```\ncode x\n```\n", "\n```\n", "\n| a | b1 |\n|---|---|\n| c | d |\n",
        "\n[ref]: http://x.y/1\n",
        "---\ntitle: A1\n---\n", "\n[Illustration: the lamp 1]\n", "\n[Illustration\n\nof it]\n", "\n[^1]: A note.\n",
        "*** START OF THE PROJECT GUTENBERG EBOOK X ***\n", "\n*** END OF THE PROJECT GUTENBERG EBOOK X ***\n",
        "Produced by A. B.\n\n", "\nPROLOGUE\n", "\n    indented line of four\n", "\n第三章 世界\n",
        "\n\n\nALL CAPITALS HERE\n\n",
        "The lamp burned. \"Stop!\" he said. Nobody came, not even Mr. Pike; it was late. ",
        "A sentence that goes on, and on, and does not stop when it should, because nobody has told it to; and so it ends here. ",
    ]
}

/// The parts of books and documents.
extension TextPieces {
    static let lineEnds = ["\r\n", "\r", "\u{2028}", "\u{2029}", "\u{85}", "\n\n", "\u{C}", "\n\r"]
    static let prose = [
        "the lamp", "burned", "on the quay", "all night,", "and nobody", "came", "to see it;", "though", "Mr. Wren",
        "had said so.", "“Why?”", "he asked.", "It was", "late—", "too late.", "Dr. Lund’s", "boat", "at 6 p.m.",
        "left...",
        "_never_", "to return.[1]", "世界。", "走吧！", "«Non!»", "שלום,", "مرحبا.", "e\u{301}te", "co-\u{AD}op", "1,000",
    ]
    static let frames = [
        "The Project Gutenberg eBook of Lamps\n\nTitle: The Lamp\n    of the Quay\nAuthor: A. \u{7}Wren\nLanguage: English\n\n"
            + "*** START OF THE PROJECT GUTENBERG EBOOK LAMPS ***\n\nProduced by A. B.\n\n",
        "Title: \u{0}\u{202E}\u{FFFD}\nAuthor:\nLanguage: ?\n*** START OF THIS PROJECT GUTENBERG EBOOK ***\n",
        "---\ntitle: \"Lamps\u{0}\u{202E}\"\nauthor: [\u{200B}]\nlang: en_GB\n---\n", "+++\ntitle = 'A\u{85}B'\n+++\n",
        "*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS\n\n", "---\n",
    ]
    static let tops = [
        "THE LAMP\n\nby A. Wren\n\n", "THE \u{202E}LAMP\u{0}\nBY\nA. \u{1B}[31mWREN\n\n\n",
        "The Lamp\n\n\n\nBy \u{301}\n\n", "",
        "CONTENTS\n\nCHAPTER I: DUSK\nCHAPTER II: NIGHT\nCHAPTER III: DAWN\n\n\n",
        "Contents\n  I. Dusk ..... 1\n  II. Night ... 2\n",
    ]
    static let headings = [
        "CHAPTER I: DUSK\n\n", "CHAPTER II: NIGHT\n\n", "CHAPTER III: DAWN\n\n", "CHAPTER IV\n\nThe Quay\n\n", "I.\n\n",
        "II.\n\n",
        "BOOK ONE\n\nCHAPTER I\n\n", "Part the Third\n\n", "PROLOGUE\n\n", "\n\n\nTHE LAST STREET\n\n", "* * *\n\n",
        "⁂\n\n", "#\n\n",
        "第三章 世界\n\n", "Kapitel 4\n\n", "Title\n=====\n\n", "[Illustration: The\n\nlamp 9]\n\n", "~~~~\n\n",
        "1. DUSK\n\n", "",
    ]
    static let ends = [
        "\n\n*** END OF THE PROJECT GUTENBERG EBOOK LAMPS ***\n\nSection 1. Terms of use\n",
        "\n\nEnd of Project Gutenberg's Lamps",
        "\n\nTHE END\n", "\n\n[^1]: Lit.\n", "\n```",
    ]
    static let markdown = [
        "# Lamps\n\n", "## Dusk\n\n", "### A `quay` [b](c) ###\n\n", "#### \n", "Dusk\n----\n", "- item one\n",
        "* [ ] item two\n",
        "1) item three\n", "> quoted\n> > twice\n", "```swift\nlet a1 = b\n```\n", "~~~\ncode\n", "````\n```\n````\n",
        "---\n", "***\n",
        "| a | b1 |\n|---|:-:|\n| c\\|d | e |\n", "[ref]: http://x.y/1 \"T\"\n", "[^1]: A note.\n",
        "<!-- a\n\nb1 -->\n",
        "<div class=\"a1\">in it</div>\n", "a<br/>b ![alt 1](u_r_l.png) [x][y] <http://a.b> ", "a\\*b\\_c \\[d] ",
        "&amp;&eacute;&#39;&nbsp;",
        "*a _b* c_ **d** ~~e~~ `f``g` ", "## Contents\n\n- [Dusk](#dusk)\n- [Dawn](#dawn)\n\n", "    indented code\n\n",
        "[a](b(c)d)e ",
    ]
    /// What falls apart when it is cut in the wrong place.
    static let scripts = [
        "\u{301}", "\u{301}\u{323}", "a\u{301}\u{302}\u{303}", "\u{200D}", "\u{FE0F}", "👩‍🚀", "👨‍👩‍👧‍👦",
        "🏴\u{E0067}\u{E0062}\u{E007F}", "🇩🇪",
        "❤\u{FE0F}\u{200D}🔥", "1\u{FE0F}\u{20E3}", "葛\u{E0100}", "नि", "क्ष", "กำ", "ကြ", "שָׁלוֹם", "مُرْحَبًا",
        "\u{202E}abc\u{202C}",
        "\u{2067}ש1\u{2069}", "\u{200F}", "\u{61C}", "한", "\u{1112}\u{1161}\u{11AB}", "\u{1100}", "が", "か\u{3099}", "ﷺ",
        "ﬃ", "ǆ", "ẞ",
        "𝔸", "𝟙", "①", "㍿", "\u{1D165}", "\u{1D173}", "\u{FFFE}", "\u{10FFFF}", "\u{E000}", "\u{F8FF}",
        "\u{FFF9}a\u{FFFA}b\u{FFFB}",
        "\u{115F}", "\u{3164}", "\u{34F}", "\u{180E}", "\u{2060}", "\u{0}", "\u{1B}[31m", "\u{7F}", "\u{9B}", "⠿", "々",
        "ー", "〜",
        "αβγ", "ΟΔΟΣ", "дом", "i̇", "ı", "İ", "ŉ", "½", "²", "Ⅳ", "٣", "৩", "𝔊", "\u{2F00}", "ﾊﾞ", "Ａ", "！", "。」", "「",
        "『と",
    ]
}
