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
