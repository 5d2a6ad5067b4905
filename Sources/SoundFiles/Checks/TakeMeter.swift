internal import BatchCore
internal import Foundation

/// Measures a take while it arrives.
struct TakeMeter {
    private(set) var samples = 0
    private let sampleRate: Int
    private var detector: SpeechDetector
    private var analyzer: FrameAnalyzer?
    private var fullScale = 0
    private var sum = 0
    private var loudest = 0

    /// - Parameters:
    ///   - sampleRate: Samples per second.
    ///   - isThorough: Whether noise, tones and repetitions are looked for as well, which costs a spectrum every 25 ms.
    init(sampleRate: Int, isThorough: Bool) {
        self.sampleRate = sampleRate
        detector = SpeechDetector(sampleRate: sampleRate)
        analyzer = isThorough ? FrameAnalyzer(sampleRate: sampleRate) : nil
    }

    mutating func feed(_ block: ArraySlice<Int16>) {
        samples += block.count
        block.withUnsafeBufferPointer { block in
            for sample in block {
                let value = Int(sample)
                sum &+= value
                let magnitude = abs(value)
                if magnitude > loudest { loudest = magnitude }
                // Servers that clip alike on both sides reach one less below.
                if magnitude >= 32_767 { fullScale &+= 1 }
            }
        }
        detector.feed(block)
        analyzer?.feed(block)
    }

    /// The share, from 0 to 1, of the samples that are as loud as a sample can be.
    var fullScaleShare: Double { samples > 0 ? Double(fullScale) / Double(samples) : 0 }

    /// The measures of all that was fed, and where in it each finding would be, or nil when there is no speech in it.
    mutating func finish() -> TakeMeasures? {
        guard let speech = detector.measures() else { return nil }
        var measures = speech
        measures.peak = 20 * log10(max(1, Double(loudest)) / 32_768)
        measures.clipped = fullScaleShare
        measures.offset = samples > 0 ? Double(sum) / Double(samples) / 32_768 : 0
        guard analyzer != nil else { return measures }
        analyzer?.finish()
        let frames = analyzer?.frames ?? []
        let perSecond = Double(FrameAnalyzer.framesPerSecond)
        let stretches = StretchFinder(frames)
        measures.noiseSeconds = Double(stretches.noise.length) / perSecond
        measures.toneSeconds = Double(stretches.tone.length) / perSecond
        let echo = EchoFinder.longest(in: frames)
        measures.echo = echo.likeness
        measures.echoSeconds = Double(echo.length) / perSecond
        return measures
    }
}
