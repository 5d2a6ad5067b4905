package import BatchCore

/// One job on the page: its report, and what was heard and measured.
package struct JobEvidence: Sendable, Hashable {
    package let detail: JobDetailReport
    /// The levels of its finished files; nil when they were not measured.
    package let levels: LevelReport?
    /// The sounds of takes that are still there.
    package let clips: [Take.ID: TakeClip]

    package init(detail: JobDetailReport, levels: LevelReport? = nil, clips: [Take.ID: TakeClip] = [:]) {
        self.detail = detail
        self.levels = levels
        self.clips = clips
    }

    /// What the waveforms are magnified by: the loudest fills its drawing, and the others can be compared with it.
    var magnification: Double {
        1 / max(0.01, clips.values.map(\.waveform.loudest).max() ?? 1)
    }
}
