import Foundation

/// Something that varies as speech does: syllables of changing pitch, colour and loudness, with silence around them.
struct SyntheticVoice {
    var seed: UInt64 = 1
    var seconds = 6.0
    var silence = 0.3
    var sampleRate = 24_000

    var samples: [Int16] {
        let rest = [Int16](repeating: 0, count: Int(silence * Double(sampleRate)))
        return rest + speech + rest
    }

    private var speech: [Int16] {
        var random = seed
        func chance() -> Double {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(random >> 40) / Double(1 << 24)
        }
        var samples: [Int16] = []
        while samples.count < Int(seconds * Double(sampleRate)) {
            let length = Int((0.12 + 0.1 * chance()) * Double(sampleRate))
            let glide = 0.9 + 0.25 * chance()
            let formants = [300 + 500 * chance(), 900 + 1_400 * chance(), 2_300 + 1_000 * chance()]
            var pitch = 100 + 80 * chance()
            var phase = 0.0
            let rise = pow(glide, 1 / Double(length))
            var colours: [Double] = []
            for index in 0..<length {
                phase += 2 * .pi * pitch / Double(sampleRate)
                pitch *= rise
                // As often as the pitch has gone on by a thousandth.
                if index % 32 == 0 {
                    colours = (1...25).map { partial in
                        let frequency = Double(partial) * pitch
                        return formants.reduce(0.02) { $0 + exp(-pow((frequency - $1) / 180, 2)) }
                    }
                }
                var wave = 0.0
                for partial in 1...25 { wave += colours[partial - 1] * sin(phase * Double(partial)) }
                let envelope = sin(.pi * (Double(index) + 0.5) / Double(length))
                samples.append(Int16(max(-32_000, min(32_000, 5_000 * envelope * wave))))
            }
        }
        return samples
    }
}
