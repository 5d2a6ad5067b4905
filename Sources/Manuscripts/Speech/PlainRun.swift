/// Finds stretches of ASCII that are spoken exactly as they are written; most of most books.
enum PlainRun {
    /// 2 for letters and digits, 1 for punctuation that needs no look around it, 0 for everything else.
    private static let classes: [UInt8] = (0..<256).map { value in
        switch UInt8(value) {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: 2
        case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "'"), UInt8(ascii: "\""),
            UInt8(ascii: "("), UInt8(ascii: ")"):
            1
        default: 0
        }
    }

    /// How many bytes from the start of `range` can be copied, and whether a letter or digit is among them.
    static func length(in bytes: [UInt8], range: Range<Int>) -> (length: Int, isSpeakable: Bool) {
        var index = range.lowerBound
        var seen: UInt8 = 0
        while index < range.upperBound {
            let kind = classes[Int(bytes[index])]
            if kind != 0 {
                seen |= kind
            } else {
                // A single space between two words.
                guard bytes[index] == 0x20, index > range.lowerBound, index + 1 < range.upperBound,
                    classes[Int(bytes[index + 1])] == 2
                else { break }
            }
            index += 1
        }
        // A combining mark may follow: its base goes with it.
        if index > range.lowerBound, index < range.upperBound, bytes[index] >= 0xCC {
            index -= 1
            if index > range.lowerBound, bytes[index - 1] == 0x20 {
                index -= 1
            }
        }
        return (index - range.lowerBound, seen & 2 != 0)
    }
}
