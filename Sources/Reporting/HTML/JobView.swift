internal import Core
internal import Foundation
internal import TextKit

/// Everything about one job but its places, what has to be listened to first, as `job.mustache` shows it.
struct JobView {
    let parts = PageTemplates.parts
    let name: String
    let title: String
    let author: String?
    let badges: [StyledText]
    let facts: [Fact]
    let error: NoticeView?
    let findings: Findings?
    let placesHeading: String
    let placesNotes: [StyledText]
    /// Says how many places are not shown.
    let morePlaces: String?
    let chartsNote: StyledText?
    let charts: [ChartView]
    let levels: Levels?
    let retakes: Retakes?
    let chapters: Chapters?

    init(_ evidence: JobEvidence, timeZone: TimeZone) {
        let detail = evidence.detail
        let job = detail.job.job
        let places = detail.placesToHear
        name = "job-\(job.id)"
        title = job.title
        author = job.author
        badges = StyledText.badges(of: detail.job)
        facts = Fact.all(of: detail, timeZone: timeZone)
        error = job.error.map { NoticeView("Why it is \(job.state.rawValue)", $0) }
        findings = Findings(job.diagnostics)
        placesHeading = Self.heading(of: places)
        placesNotes = Self.notes(on: places, of: evidence)
        let others = places.count - HTMLReportRenderer.mostPlaces
        let command = "qwen-batch report \(job.id) --format json"
        morePlaces = others > 0 ? "\(others.of("more place")): \(command) has all of them." : nil
        charts = ChartView.charts(of: detail)
        if charts.isEmpty {
            chartsNote = StyledText("No take that is used was measured.", style: "soft")
        } else {
            chartsNote =
                detail.isEstimate
                ? StyledText("Times are estimated from the lengths of takes.", style: "soft small") : nil
        }
        levels = Levels(detail.levels)
        retakes = Retakes(detail.places.filter { !$0.isFlagged && !$0.isFailed })
        chapters = Chapters(detail.chapters)
    }

    /// `Flagged places (11)`, `Failed places (12)`, or `Places: 11 flagged, 12 failed`.
    private static func heading(of places: [PlaceReport]) -> String {
        let failed = places.count(where: \.isFailed)
        let flagged = places.count - failed
        if places.isEmpty { return "Flagged places" }
        if failed == 0 { return "Flagged places (\(flagged))" }
        return flagged == 0 ? "Failed places (\(failed))" : "Places: \(flagged) flagged, \(failed) failed"
    }

    private static func notes(on places: [PlaceReport], of evidence: JobEvidence) -> [StyledText] {
        guard !places.isEmpty else {
            let isChecked = evidence.detail.takes.contains { $0.take.recording.review != nil }
            let text =
                isChecked ? "None: nothing was found wrong with any take that is used." : "None: no take was checked."
            return [StyledText(text, style: "soft")]
        }
        var notes: [String] = []
        let gaps = places.count(where: \.isGap)
        if gaps > 0 {
            notes.append("\(gaps) of these places \(gaps == 1 ? "is" : "are") not spoken.")
        }
        if places.contains(where: { $0.span != nil && $0.isEstimate }) {
            notes.append("Times with ≈ are estimated from the lengths of takes.")
        }
        let silent = places.count { place in
            !place.isGap && place.takeInUse.map { evidence.clips[$0.id]?.audio == nil } ?? false
        }
        if silent > 0 {
            let rule = "the page has the audio of the \(EvidenceChoice.players) worst takes whose files still exist."
            notes.append("\(silent.of("place")) without audio: \(rule)")
        }
        return notes.map { StyledText($0, style: "soft small") }
    }

    /// A fact with its name.
    struct Fact {
        let name: String
        let value: String

        static func all(of detail: JobDetailReport, timeZone: TimeZone) -> [Fact] {
            let job = detail.job.job
            let progress = job.progress
            let others = job.outputs.count > 1 ? " and \((job.outputs.count - 1).of("chapter file"))" : ""
            let output = job.outputs.first.map { $0 + others } ?? "\(job.outputBase) (not yet)"
            var facts = [("Job", "\(job.id)"), ("Source", job.source), ("Output", output)]
            let voice = [job.options.voice, job.options.language].compactMap { $0 }.joined(separator: ", ")
            if !voice.isEmpty { facts.append(("Voice", voice)) }
            let failed = progress.segmentsFailed > 0 ? ", \(progress.segmentsFailed) failed" : ""
            facts.append(("Segments", "\(progress.segmentsDone) of \(progress.segments) done\(failed)"))
            if let gaps = detail.gapsSentence { facts.append(("Gaps", gaps)) }
            facts.append(("Takes", progress.takesSentence))
            if progress.audioSeconds > 0 { facts.append(("Audio", progress.audioSeconds.spoken)) }
            if let factor = detail.job.realtimeFactor {
                facts.append(("Speed", "\(factor.oneDecimal) × realtime a request"))
            }
            facts.append(("Queued", job.createdAt.clockText(in: timeZone)))
            if let started = job.startedAt {
                facts.append(("Started", "\(started.clockText(in: timeZone)), in \(job.attempts.of("run"))"))
            }
            if let finished = job.finishedAt { facts.append(("Ended", finished.clockText(in: timeZone))) }
            return facts.map { Fact(name: $0.0, value: $0.1) }
        }
    }

    /// What was found in the source and by runs, and did not stop the job.
    struct Findings {
        let heading: String
        let rows: [Row]

        struct Row {
            let line: Int?
            let message: String
            let code: String
        }

        init?(_ diagnostics: [Diagnostic]) {
            guard !diagnostics.isEmpty else { return nil }
            heading = diagnostics.count.of("finding") + " that did not stop the job"
            rows = diagnostics.map { Row(line: $0.line, message: $0.message, code: $0.code) }
        }
    }

    /// The levels of the finished files beside what ACX asks for.
    struct Levels {
        let caption = LevelReport.limits
        let rows: [Row]

        struct Row {
            let file: String
            let cells: [StyledText]
            let verdict: StyledText
        }

        init?(_ report: LevelReport?) {
            guard let report, !report.files.isEmpty else { return nil }
            rows = report.files.map { file in
                let levels = file.levels
                let missed = levels.missedACXMeasures
                func cell(_ text: String, isOff: Bool = false) -> StyledText {
                    StyledText(text, style: isOff ? "n off" : "n")
                }
                return Row(
                    file: file.name,
                    cells: [
                        cell(levels.seconds.spoken, isOff: missed.contains(.length)),
                        cell(levels.rms?.decibels ?? "–", isOff: missed.contains(.rms)),
                        cell(levels.peak?.decibels ?? "–", isOff: missed.contains(.peak)),
                        cell(levels.noiseFloor?.decibels ?? "–", isOff: missed.contains(.noiseFloor)),
                        cell(levels.loudness.map { "\($0.signed) LUFS" } ?? "–"),
                        cell(levels.leadInSeconds.spoken),
                        cell(levels.leadOutSeconds.spoken),
                    ],
                    verdict: StyledText(file.verdict, style: missed.isEmpty ? "badge good" : "badge bad")
                )
            }
        }
    }

    /// The places that are good after takes of them were rejected.
    struct Retakes {
        /// Those that are shown; the JSON has all.
        private static let most = 1_000

        let heading: String
        let caption: String?
        let rows: [Row]

        struct Row {
            let time: String
            let text: String
            let rejected: [Rejected]
            let used: String
        }

        struct Rejected {
            let seed: Int
            let reason: String
        }

        init?(_ places: [PlaceReport]) {
            guard !places.isEmpty else { return nil }
            heading = "Retakes (\(places.count))"
            let others = places.count - Self.most
            caption = others > 0 ? "and \(others.of("more place"))" : nil
            rows = places.prefix(Self.most).map { place in
                let rejected = place.takes.map(\.recording).filter { $0.verdict == .rejected }
                let used = place.takeInUse.map { "take \($0.id), seed \($0.recording.seed)" }
                return Row(
                    time: place.timeCode ?? "–",
                    text: place.segment.text.truncated(to: 120),
                    rejected: rejected.map { Rejected(seed: $0.seed, reason: $0.findingsOrReason ?? "–") },
                    used: used ?? place.segment.state.rawValue
                )
            }
        }
    }

    /// The chapters, folded where there are many.
    struct Chapters {
        /// Those that are shown at once.
        private static let mostOpen = 12

        let heading: String
        let isOpen: Bool
        let rows: [Row]

        struct Row {
            let ordinal: Int
            let title: String
            let segments: String
            let flagged: Int
            let speech: String
            let start: String
        }

        init?(_ chapters: [ChapterReport]) {
            guard !chapters.isEmpty else { return nil }
            heading = chapters.count.of("chapter")
            isOpen = chapters.count <= Self.mostOpen
            rows = chapters.map { chapter in
                let failed = chapter.failed > 0 ? " (\(chapter.failed) failed)" : ""
                return Row(
                    ordinal: chapter.ordinal,
                    title: chapter.title ?? "–",
                    segments: "\(chapter.done)/\(chapter.segments)\(failed)",
                    flagged: chapter.flagged,
                    speech: chapter.speechSeconds.spokenOrDash,
                    start: chapter.startSeconds?.timeCode ?? "–"
                )
            }
        }
    }
}
