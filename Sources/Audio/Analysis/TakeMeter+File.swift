package import Core
package import Foundation

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
