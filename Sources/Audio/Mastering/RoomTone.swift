internal import Foundation

/// Steady noise for pauses, the same at the same place of a file each time.
struct RoomTone: Sendable {
    /// Weights of neighbouring values: their sum loses the highest third of the spectrum, as the air of a room does.
    private static let weights: [Float] = [1, 3, 3, 1]

    private let scale: Float

    /// - Parameter level: The root mean square in dBFS.
    init(level: Double) {
        let power = Self.weights.reduce(0) { $0 + $1 * $1 } / 12
        scale = Float(32_768 * pow(10, level / 20)) / power.squareRoot()
    }

    /// The noise from a place on.
    func samples(at position: Int, count: Int) -> [Int16] {
        (position..<position + count).map { place in
            var sum: Float = 0
            for (step, weight) in Self.weights.enumerated() { sum += weight * PositionNoise.even(at: place + step) }
            return Int16(max(-32_768, min((sum * scale).rounded(), 32_767)))
        }
    }
}

/// Chance that depends on a place alone, so that the same book gets the same noise each time.
enum PositionNoise {
    /// 64 bits for a place: SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
    @inline(__always)
    static func bits(at position: Int) -> UInt64 {
        var value = UInt64(bitPattern: Int64(position)) &* 0x9E37_79B9_7F4A_7C15 &+ 0x9E37_79B9_7F4A_7C15
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// Evenly distributed around zero, from -0.5 to 0.5.
    @inline(__always)
    static func even(at position: Int) -> Float {
        Float(UInt32(truncatingIfNeeded: bits(at: position) >> 32)) * (1 / 4_294_967_296) - 0.5
    }

    /// The sum of two such, from -1 to 1: dither with a triangular distribution.
    @inline(__always)
    static func triangular(at position: Int) -> Float {
        let bits = bits(at: position)
        let first = Float(UInt32(truncatingIfNeeded: bits)) * (1 / 4_294_967_296)
        let second = Float(UInt32(truncatingIfNeeded: bits >> 32)) * (1 / 4_294_967_296)
        return first - second
    }
}
