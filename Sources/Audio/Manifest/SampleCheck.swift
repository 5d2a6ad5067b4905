internal import Core
internal import Foundation

/// Reads a lossless file from start to end and compares each stretch with what its manifest says of it.
struct SampleCheck {
    /// A segment in the file.
    struct Stretch {
        let ordinal: Int
        let range: Range<Int>
        let digest: String
    }

    /// What all samples are fed to.
    private struct Sums {
        var checksum = SampleChecksum()
        let meter: LevelMeter

        mutating func feed(_ samples: ArraySlice<Int16>) {
            checksum.feed(samples)
            meter.feed(samples)
        }
    }

    private static let block = 1 << 16
    /// Samples per second that can be measured: libebur128 refuses others.
    private static let measured = 100...1_000_000

    let url: URL
    let audio: BookManifest.Audio
    let levels: AudioLevels
    /// Whether loudness and true peak are compared even where `levels` has neither: of a chapter they may not be measured.
    let comparesAll: Bool
    let stretches: [Stretch]
    let roomTone: RoomTone?

    /// What is wrong, in words; empty when every sample is what it was.
    func problems() throws -> [String] {
        let reader = try SoundFileReader(url)
        guard reader.info.channels == 1, reader.info.sampleRate == audio.sampleRate, !reader.info.isFloat,
            Self.measured.contains(audio.sampleRate)
        else {
            return ["it is not 16-bit mono at \(audio.sampleRate) Hz"]
        }
        var found = stretches.filter { !fits($0) }.map { "segment \($0.ordinal) is said to lie behind its end" }
        let measuresAll = comparesAll || levels.loudness != nil || levels.truePeak != nil
        var whole = Sums(meter: LevelMeter(sampleRate: audio.sampleRate, measuresAll: measuresAll))
        var place = 0
        for stretch in stretches where fits(stretch) {
            let pause = try pause(place..<max(place, stretch.range.lowerBound), reader, &whole)
            found += pause.faults
            place += pause.read
            var own = SampleChecksum()
            place += try samples(stretch.range.upperBound - place, of: reader) {
                own.feed($0)
                whole.feed($0)
            }
            guard place >= stretch.range.upperBound else { return found + [tooShort(place)] }
            if own.hex != stretch.digest { found.append("segment \(stretch.ordinal) is not what was written") }
        }
        let pause = try pause(place..<max(place, audio.samples), reader, &whole)
        found += pause.faults
        place += pause.read
        guard place >= audio.samples else { return found + [tooShort(place)] }
        place += try samples(.max, of: reader) { whole.feed($0) }
        if place != audio.samples {
            found.append("it has \(place) samples instead of \(audio.samples)")
        } else if reader.info.frames != audio.samples {
            found.append("its header tells of \(reader.info.frames) samples instead of \(audio.samples)")
        }
        if found.isEmpty, whole.checksum.hex != audio.samplesSHA256 {
            found.append("its samples are not those that were written")
        }
        return found.isEmpty ? LevelCheck.problems(told: levels, measured: whole.meter.levels()) : found
    }

    /// Whether a segment can be in the file at all.
    private func fits(_ stretch: Stretch) -> Bool { stretch.range.upperBound <= audio.samples }

    private func tooShort(_ end: Int) -> String { "it ends at sample \(end) instead of \(audio.samples)" }

    /// Looks at a pause, which holds nothing but silence or room tone; returns how much of it is there, and what is wrong.
    private func pause(
        _ range: Range<Int>,
        _ reader: SoundFileReader,
        _ whole: inout Sums
    ) throws -> (read: Int, faults: [String]) {
        var place = range.lowerBound
        var foreign: Int?
        let read = try samples(range.count, of: reader) { block in
            whole.feed(block)
            let wanted = roomTone?.samples(at: place, count: block.count)
            for (index, sample) in block.enumerated() where sample != wanted?[index] ?? 0 {
                foreign = foreign ?? place + index
            }
            place += block.count
        }
        return (read, foreign.map { ["there is sound at sample \($0), where a pause belongs"] } ?? [])
    }

    /// Reads up to so many samples; returns how many there were.
    private func samples(
        _ count: Int,
        of reader: SoundFileReader,
        receive: (ArraySlice<Int16>) -> Void
    ) throws -> Int {
        var buffer = [Int16](repeating: 0, count: Self.block)
        var done = 0
        while done < count {
            let read = try reader.read(into: &buffer, count: min(buffer.count, count - done))
            guard read > 0 else { break }
            receive(buffer[..<read])
            done += read
        }
        return done
    }
}

/// Compares the levels that a manifest tells of a file with those of its samples.
enum LevelCheck {
    /// Decibels, or seconds of length, by which they may differ: they are told in hundredths.
    private static let tolerance = 0.1

    /// What differs, in words.
    static func problems(told: AudioLevels, measured: AudioLevels) -> [String] {
        let pairs = [
            ("loudness", told.loudness, measured.loudness), ("true peak", told.truePeak, measured.truePeak),
            ("peak", told.peak, measured.peak), ("root mean square", told.rms, measured.rms),
            ("noise floor", told.noiseFloor, measured.noiseFloor), ("length", told.seconds, measured.seconds),
        ]
        return pairs.filter { differ($1, $2) }.map { name, told, measured in
            "its \(name) is said to be \(word(told)), and is \(word(measured))"
        }
    }

    private static func differ(_ told: Double?, _ measured: Double?) -> Bool {
        guard let told, let measured else { return told != measured }
        return !(abs(told - measured) <= tolerance)
    }

    private static func word(_ value: Double?) -> String { value.map { "\($0.rounded(toPlaces: 2))" } ?? "nothing" }
}
