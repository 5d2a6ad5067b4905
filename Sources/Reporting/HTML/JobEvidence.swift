package import Core

/// One job on the page: its report, and its sounds.
package struct JobEvidence: Sendable, Hashable {
    package let detail: JobDetailReport
    /// The sounds of takes that are still there.
    package let clips: [Take.ID: TakeClip]

    package init(detail: JobDetailReport, clips: [Take.ID: TakeClip] = [:]) {
        self.detail = detail
        self.clips = clips
    }

    /// What the waveforms are magnified by: the loudest fills its drawing, and the others can be compared with it.
    var magnification: Double {
        1 / max(0.01, clips.values.map(\.waveform.loudest).max() ?? 1)
    }
}
