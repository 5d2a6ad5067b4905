/// What can be told of some words in a row without looking at each letter.
package struct WordRun: Sendable, Hashable {
    /// How many letters they have.
    package var length = 0
    /// A bit for each letter that they have, and another for each that they have twice: runs with few in common are unlike.
    package var mask: UInt64 = 0
    /// Whether it is one word that stands for several.
    package var isContraction = false
    /// Whether it is one number in digits, which may stand for several words.
    package var isOpaqueNumber = false

    /// How they sound, as a hash; 0 where that is too little to go by.
    package var sound = 0

    package init(_ letters: ArraySlice<UInt32>) {
        length = letters.count
        let key = SoundKey.key(letters)
        sound = key.count > 1 ? key.hashValue : 0
        for letter in letters {
            let bit: UInt64 = 1 << UInt64(letter & 31)
            mask |= mask & bit == 0 ? bit : bit << 32
        }
    }

    /// The least number of letters in which two of them differ.
    package func leastDistance(to other: WordRun) -> Int {
        max(abs(length - other.length), ((mask ^ other.mask).nonzeroBitCount + 1) / 2)
    }

    /// The greatest number of letters in which it may differ from another to be joined with it.
    ///
    /// Less than a word that counts may go missing in it.
    package func mostDistance(to other: WordRun) -> Int { min(3, max(length, other.length) / 4) }

    /// Whether they sound alike and are about as long, so that no word that counts is missing in one of them.
    package func soundsLike(_ other: WordRun) -> Bool { sound != 0 && sound == other.sound && abs(length - other.length) <= 3 }

    /// Whether it is worth while to look closer whether two runs are nearly the same.
    package func mayStand(for other: WordRun) -> Bool {
        isContraction || other.isContraction || isOpaqueNumber || other.isOpaqueNumber
            || leastDistance(to: other) <= mostDistance(to: other) || soundsLike(other)
    }
}
