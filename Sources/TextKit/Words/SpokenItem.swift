/// A word, number or sign of a text, with the ways in which it can be spoken.
package struct SpokenItem: Sendable, Hashable {
    /// As it is written.
    package var written: String
    /// The words for it in each way, the likeliest first; never none.
    package var readings: [[String]]
    /// Whether it is a number that cannot be spelled out, so that it may match whatever stands in its place.
    package var isOpaqueNumber = false

    package init(_ written: String, readings: [[String]], isOpaqueNumber: Bool = false) {
        self.written = written
        self.readings = readings
        self.isOpaqueNumber = isOpaqueNumber
    }

    package init(word: String, written: String) {
        self.init(written, readings: [[word]])
    }

    /// The only word for it; nil when it can be read in several ways or as several words.
    package var plainWord: String? {
        readings.count == 1 && readings[0].count == 1 && !isOpaqueNumber ? readings[0][0] : nil
    }
}
