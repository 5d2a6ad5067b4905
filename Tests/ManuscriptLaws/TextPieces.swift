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
