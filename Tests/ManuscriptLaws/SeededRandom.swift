/// Chance that comes out the same for the same seed: SplitMix64 (Steele, Lea, Flood 2014).
package struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    /// The seed of one of many inputs, so that each can be made again without those before it.
    package static func seed(_ index: Int, of series: UInt64) -> UInt64 {
        var random = SeededRandom(seed: series ^ UInt64(index) &* 0xD134_2543_DE82_EF95)
        return random.next()
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// A number from 0 to `bound` - 1.
    mutating func next(_ bound: Int) -> Int {
        Int(next() % UInt64(max(bound, 1)))
    }

    /// True once in `times` on average.
    mutating func oneIn(_ times: Int) -> Bool {
        next(times) == 0
    }

    mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[next(choices.count)]
    }
}
