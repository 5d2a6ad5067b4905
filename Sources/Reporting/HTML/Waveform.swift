/// The outline of a recording: the lowest and the highest sample of each of equally long stretches, from -1 to 1.
package struct Waveform: Sendable, Hashable {
    /// Stretches of a drawing; about one for each two points of a wide screen.
    static let stretches = 400

    package let lows: [Float]
    package let highs: [Float]

    /// Outlines samples.
    package init(_ samples: [Int16], stretches: Int = Waveform.stretches) {
        let count = min(stretches, samples.count)
        var lows: [Float] = []
        var highs: [Float] = []
        for index in 0..<count {
            let stretch = samples[samples.count * index / count..<samples.count * (index + 1) / count]
            lows.append(Float(stretch.min() ?? 0) / 32_768)
            highs.append(Float(stretch.max() ?? 0) / 32_768)
        }
        self.lows = lows
        self.highs = highs
    }

    /// How far it goes from the middle at most.
    var loudest: Double { Double(max(highs.max() ?? 0, -(lows.min() ?? 0))) }
}
