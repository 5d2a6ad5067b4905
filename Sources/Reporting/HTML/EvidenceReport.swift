package import Core

/// Everything that the HTML page shows.
package struct EvidenceReport: Sendable, Hashable {
    /// The jobs of the page in short, and the latest runs.
    package let report: Report
    /// The jobs in full.
    package let jobs: [JobEvidence]

    package init(report: Report, jobs: [JobEvidence]) {
        self.report = report
        self.jobs = jobs
    }
}

/// One job on the page: its report and the audio of its takes.
package struct JobEvidence: Sendable, Hashable {
    package let detail: JobDetailReport
    /// The audio of takes whose files still exist.
    package let clips: [Take.ID: TakeClip]

    package init(detail: JobDetailReport, clips: [Take.ID: TakeClip] = [:]) {
        self.detail = detail
        self.clips = clips
    }

    /// The factor by which waveforms are drawn larger: the loudest fills its drawing, the others are to the same scale.
    var magnification: Double {
        1 / max(0.01, clips.values.map(\.waveform.loudest).max() ?? 1)
    }
}

/// A take's audio on the page: its waveform, and the sound itself where there is a player for it.
package struct TakeClip: Sendable, Hashable {
    /// The length of the whole take.
    package let seconds: Double
    package let waveform: Waveform
    package let audio: Audio?

    /// A sound as a browser plays it.
    package struct Audio: Sendable, Hashable {
        /// Such as `audio/flac`.
        package let mediaType: String
        /// The whole sound file.
        package let bytes: [UInt8]

        package init(mediaType: String, bytes: [UInt8]) {
            self.mediaType = mediaType
            self.bytes = bytes
        }
    }

    package init(seconds: Double, waveform: Waveform, audio: Audio?) {
        self.seconds = seconds
        self.waveform = waveform
        self.audio = audio
    }
}

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

/// Chooses the takes whose audio the page has.
package enum EvidenceChoice {
    /// Players on one page; more make it slow to load and too large to send.
    package static let players = 60

    /// The flagged takes of some jobs, the worst first.
    ///
    /// - Parameters:
    ///   - details: The jobs.
    ///   - limit: The most takes.
    /// - Returns: At most `limit` takes, each once.
    package static func takes(of details: [JobDetailReport], limit: Int = players) -> [Take] {
        var seen: Set<Take.ID> = []
        let flagged = details.flatMap(\.places).filter { $0.isFlagged && !$0.isGap }.compactMap(\.takeInUse)
        let takes = flagged.filter { seen.insert($0.id).inserted }
        return Array(takes.sorted { badness($0) > badness($1) }.prefix(limit))
    }

    private static func badness(_ take: Take) -> Double { take.recording.review?.badness ?? 0 }
}
