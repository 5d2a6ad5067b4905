package import Core
package import Foundation

/// Measures a take while it arrives.
package struct TakeMeter {
    private(set) var samples = 0
    private let sampleRate: Int
    private var remover: OffsetRemover
    private var detector: SpeechDetector
    private var analyzer: FrameAnalyzer?
    private var fullScale = 0
    /// Samples at full scale in a row.
    private var run = 0
    private static let clippedRun = 3
    /// The first sample of the first such run.
    private var firstClipped: Int?
    private var sum = 0
    private var loudest = 0

    /// - Parameters:
    ///   - sampleRate: Samples per second.
    ///   - isThorough: Whether noise, tones and repetitions are looked for as well, which costs a spectrum every 25 ms.
    package init(sampleRate: Int, isThorough: Bool) {
        self.sampleRate = sampleRate
        remover = OffsetRemover(sampleRate: sampleRate)
        detector = SpeechDetector(sampleRate: sampleRate)
        analyzer = isThorough ? FrameAnalyzer(sampleRate: sampleRate) : nil
    }

    package mutating func feed(_ block: ArraySlice<Int16>) {
        let before = samples
        samples += block.count
        block.withUnsafeBufferPointer { block in
            for (index, sample) in block.enumerated() {
                let value = Int(sample)
                sum &+= value
                let magnitude = abs(value)
                if magnitude > loudest { loudest = magnitude }
                // Servers that clip alike on both sides reach one less below.
                run = magnitude >= 32_767 ? run + 1 : 0
                // A single one is a peak; from the third in a row on, something was cut off.
                if run == Self.clippedRun {
                    fullScale &+= run
                    if firstClipped == nil { firstClipped = before + index + 1 - run }
                } else if run > Self.clippedRun {
                    fullScale &+= 1
                }
            }
        }
        // An offset is told by itself: it is no noise, and nothing that is there twice.
        let centred = remover.remove(from: block)
        detector.feed(centred[...])
        analyzer?.feed(centred[...])
    }

    /// The share, from 0 to 1, of the samples that are in runs of full scale.
    var fullScaleShare: Double { samples > 0 ? Double(fullScale) / Double(samples) : 0 }

    /// The measures of all that was fed.
    ///
    /// - Parameter text: What is said in it: a phrase that it has twice is no repetition.
    /// - Returns: Nil when there is no speech in it.
    package mutating func finish(saying text: String) -> TakeMeasures? {
        guard let speech = detector.measures() else { return nil }
        var measures = speech
        measures.peak = 20 * log10(max(1, Double(loudest)) / 32_768)
        measures.clipped = fullScaleShare
        measures.clippedAt = firstClipped.map { Double($0) / Double(sampleRate) }
        measures.offset = samples > 0 ? Double(sum) / Double(samples) / 32_768 : 0
        guard var analyzer else { return measures }
        analyzer.finish()
        note(StretchFinder(analyzer.frames), in: &measures)
        let finder = EchoFinder(frames: analyzer.frames, waveform: analyzer.waveform, rate: analyzer.waveformRate)
        let echoes = TextEchoes(text)
        let spoken = measures.leadSeconds..<measures.speechEnd
        let loops = finder.loops().filter { !echoes.explain($0, in: spoken) }
        if let echo = loops.max(by: { $0.length < $1.length }) {
            measures.echo = echo.likeness
            measures.echoSeconds = echo.length
            measures.echoAt = echo.start
        }
        return measures
    }

    private func note(_ stretches: StretchFinder, in measures: inout TakeMeasures) {
        let perSecond = Double(FrameAnalyzer.framesPerSecond)
        let (noise, tone) = (stretches.noise, stretches.tone)
        measures.noiseSeconds = Double(noise.length) / perSecond
        measures.toneSeconds = Double(tone.length) / perSecond
        if noise.length > 0 { measures.noiseAt = Double(noise.start) / perSecond }
        if tone.length > 0 { measures.toneAt = Double(tone.start) / perSecond }
    }
}

extension TakeMeter {
    /// Samples that are read at a time.
    private static let block = 1 << 16

    /// Measures a take that is on the disk.
    ///
    /// - Parameters:
    ///   - recording: A sound file of 16-bit mono samples.
    ///   - text: What is said in it.
    /// - Returns: Its measures; nil when there is no speech in it.
    /// - Throws: `BatchError` when the file cannot be read.
    package static func measures(of recording: URL, saying text: String) throws -> TakeMeasures? {
        let file = try SoundFileReader(recording)
        var meter = TakeMeter(sampleRate: file.info.sampleRate, isThorough: true)
        var block = [Int16](repeating: 0, count: Self.block)
        while true {
            let count = try file.read(into: &block)
            guard count > 0 else { return meter.finish(saying: text) }
            meter.feed(block[..<count])
        }
    }
}

/// Takes a constant offset out of sound while it arrives, and leaves what can be heard as it is.
///
/// A high-pass filter of the first order: y = a (y' + x - x'). At 100 Hz it takes 0.04 dB.
struct OffsetRemover {
    /// In hertz.
    private static let cutoff = 10.0

    private let decay: Float
    private var last: Float?
    private var output: Float = 0

    /// - Parameter sampleRate: Samples per second.
    init(sampleRate: Int) {
        decay = Float(exp(-2 * .pi * Self.cutoff / Double(max(1, sampleRate))))
    }

    /// The samples of a block without what is constant in all that was fed.
    mutating func remove(from block: ArraySlice<Int16>) -> [Int16] {
        block.map { sample in
            let value = Float(sample)
            // Sound that begins with an offset has had it before.
            output = decay * (output + value - (last ?? value))
            last = value
            return Int16(clamping: Int(output.rounded()))
        }
    }
}
