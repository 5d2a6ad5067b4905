import Core
import Quality
import Testing

/// A text and what is heard of it.
struct Pair: Sendable, CustomTestStringConvertible {
    var text: String
    var heard: String

    init(_ text: String, _ heard: String) {
        self.text = text
        self.heard = heard
    }

    var testDescription: String { text }

    func compared(language: String? = "en") -> TakeTranscript {
        TranscriptComparison(language: language).compare(text: text, heard: heard, model: "test")
    }
}

/// Texts as a book has them.
enum Samples {
    static let texts = [
        "Every evening, when the gulls came in from the estuary, Mr. Anselm Pike took his ladder down from two iron hooks.",
        "Up on the hill the new streets burned all night with a white, steady light that nobody had to carry there.",
        "\"They've a paper up at the hall,\" said Mrs. Dove. \"I saw it with my own eyes, poles and wires as far as the bridge!\"",
        "In 1887 the harbour took 12,450 barrels; by 1905 it took none, and Dr. Lund bought the warehouse for £320.",
        "Chapter IV. The ferry left at 7:45 p.m. on the 3rd of March, with forty-one passengers and 2 dogs aboard.",
        "\"I've never seen it,\" Wren answered, “and it's no use asking, isn't it?” She couldn't reach the well-behaved lamp.",
        "The naïve surveyor J. K. Marsh drank his café au lait, i.e. nearly all of it, and paid $1.50 & 5% for the privilege.",
        "Somebody had trimmed the wick at daybreak, polished the chimney, and left a saucer of oil under the third window.",
    ]
}
