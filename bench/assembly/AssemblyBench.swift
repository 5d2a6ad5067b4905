internal import ArgumentParser
internal import Audio
internal import Core
internal import Foundation

/// Makes takes of noise-like speech and joins them, for `make bench`.
@main
struct AssemblyBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assembly-bench",
        abstract: "Join takes and print what it took as JSON."
    )

    @Option(help: "The folder for takes and book; takes that are there are used again.")
    var folder: String

    @Option(help: "Hours of takes.")
    var hours = 10.0

    @Option(help: "How many of the takes are different; those after them come again. Default: all.")
    var distinct: Int?

    @Option(help: "wav, flac, mp3, ogg or opus.")
    var format = "wav"

    @Option(help: "LUFS that the book is brought to. Default: takes as they are.")
    var loudness: Double?

    @Option(help: "What shares a gain: book or chapter.")
    var scope = "book"

    private static let sampleRate = 24_000
    private static let takeSeconds = 18

    func run() throws {
        guard let format = AudioFormat(rawValue: format) else { throw ValidationError("unknown format \(format)") }
        let root = URL(fileURLWithPath: folder, isDirectory: true)
        let takes = try (0..<Int(hours * 3600) / Self.takeSeconds).map { try take($0 % (distinct ?? .max), in: root) }
        let clock = ContinuousClock()
        let configuration = AssemblyConfiguration(
            book: root.appending(path: "book.\(format.fileExtension)"),
            format: format,
            sampleRate: Self.sampleRate,
            mastering: loudness.map {
                Mastering(loudness: .level($0), scope: Mastering.Scope(rawValue: scope) ?? .book)
            } ?? .off,
            overwrite: true
        )
        var audioSeconds = 0.0
        let elapsed = try clock.measure {
            let assembler = try BookAssembler(configuration: configuration)
            for (index, take) in takes.enumerated() {
                let boundary: Boundary = index % 100 == 99 ? .chapter : .sentence
                try assembler.append(take: take, chapter: index / 100, chapterTitle: nil, boundary: boundary)
            }
            audioSeconds = try assembler.finish().audioSeconds
        }
        let wall = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
        print(
            """
            {"audio_seconds": \(audioSeconds), "wall_seconds": \(wall), "peak_mib": \(peakMebibytes())}
            """
        )
    }

    /// Every take is another stretch of the same hum, so that none of them compresses better than speech does.
    private func take(_ index: Int, in root: URL) throws -> URL {
        let url = root.appending(path: "takes/\(index).wav")
        if FileManager.default.fileExists(atPath: url.path) { return url }
        let writer = try TakeWriter(at: url, sampleRate: Self.sampleRate)
        var random = UInt64(index + 1)
        let samples = (0..<Self.takeSeconds * Self.sampleRate).map { position -> Int16 in
            let isSilent = position < 7_200 || position > Self.takeSeconds * Self.sampleRate - 12_000
            if isSilent { return 0 }
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let noise = Double(random >> 40) / Double(1 << 24) - 0.5
            let time = Double(position) / Double(Self.sampleRate)
            let envelope = 0.5 + 0.5 * sin(time * 25)
            return Int16(9000 * envelope * (sin(time * 880) * 0.6 + sin(time * 2100) * 0.3 + noise * 0.2))
        }
        try writer.append(samples[...])
        _ = try writer.commit()
        return url
    }

    /// The kernel's own high-water mark; zero where it has none to read.
    private func peakMebibytes() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return (Int(line.filter(\.isNumber)) ?? 0) / 1024
    }
}
