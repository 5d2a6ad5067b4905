internal import Core
internal import Foundation

/// One place to listen to: where it is, its take, what should be said and what is heard, as `place.mustache` shows it.
struct PlaceView {
    let name: String
    let style: String
    /// The kinds of what was found, parted by blanks.
    let kinds: String
    let time: String
    let title: String
    let badge: StyledText
    let note: StyledText?
    let wave: WaveView?
    let player: Player?
    /// The text of the place, where there is no transcript to compare it with.
    let text: String?
    let comparison: Comparison?
    let error: NoticeView?
    let findings: Findings?
    let takes: Takes?

    init(_ place: PlaceReport, of evidence: JobEvidence) {
        let segment = place.segment
        let take = place.isGap ? nil : place.takeInUse
        let found = place.takeInUse?.recording.review?.findings ?? []
        let clip = take.flatMap { evidence.clips[$0.id] }
        name = "job-\(evidence.detail.job.job.id)-segment-\(segment.ordinal)"
        style = place.isFailed || place.isGap ? "place failed" : "place"
        kinds = found.map(\.kind.rawValue).joined(separator: " ")
        time = place.timeCode ?? "no time"
        title = "Chapter \(segment.chapter), segment \(segment.ordinal)"
        badge = StyledText(place.stateInWords, style: place.isFailed || place.isGap ? "badge bad" : "badge warn")
        if place.isGap {
            note = StyledText("Nothing is spoken here: a pause stands in the place of this text.", style: "notice")
        } else if take != nil, clip == nil {
            note = StyledText("The audio of this take is not on the page.", style: "soft small")
        } else {
            note = nil
        }
        wave = clip.map { WaveView($0, magnification: evidence.magnification, findings: found) }
        player = clip?.audio.map { Player($0, label: "The take of segment \(segment.ordinal)") }
        text = place.transcript == nil ? segment.text : nil
        comparison = place.transcript.map { Comparison(segment.text, $0) }
        error = segment.error.map { NoticeView("Why it failed", $0) }
        findings = Findings(found)
        takes = Takes(place)
    }

    /// A sound with its controls.
    struct Player {
        let mediaType: String
        let base64: String
        let label: String

        init(_ audio: TakeClip.Audio, label: String) {
            mediaType = audio.mediaType
            base64 = Data(audio.bytes).base64EncodedString()
            self.label = label
        }
    }

    /// The text beside what was heard, with what differs marked, as it was found when the take was checked.
    struct Comparison {
        let text: [MarkedText.Piece]
        let heard: [MarkedText.Piece]
        /// The words that are missing and added; nil where there are none.
        let words: String?

        init(_ text: String, _ transcript: TakeTranscript) {
            self.text = transcript.markedText(text).pieces
            heard = transcript.markedTranscript.pieces
            let lists = [("Missing", transcript.missing), ("Added", transcript.added)].filter { !$0.1.isEmpty }
            let sentence = lists.map { "\($0.0): \($0.1.joined(separator: ", "))" }.joined(separator: " · ")
            words = lists.isEmpty ? nil : "\(sentence) (heard by \(transcript.model))"
        }
    }

    /// What is wrong with the take that is used.
    struct Findings {
        let rows: [Row]

        struct Row {
            let sentence: String
            /// Seconds in the take; nil where it has no place.
            let at: String?
        }

        init?(_ findings: [TakeFinding]) {
            guard !findings.isEmpty else { return nil }
            rows = findings.map { finding in
                Row(sentence: "The take \(finding.placedSentence).", at: finding.at.map { "\($0)" })
            }
        }
    }

    /// Every take of a place with its verdict.
    struct Takes {
        let heading: String
        let isOpen: Bool
        let rows: [Row]

        struct Row {
            let id: Take.ID
            let verdict: String
            let found: String
            let code: String?
            let seed: Int
            let length: String
            let level: String
        }

        init?(_ place: PlaceReport) {
            guard !place.takes.isEmpty else { return nil }
            heading = place.takes.count == 1 ? "Its take" : "All \(place.takes.count) takes of it"
            isOpen = place.isFailed || place.isGap
            rows = place.takes.map { take in
                let recording = take.recording
                let review = recording.review
                return Row(
                    id: take.id,
                    verdict: place.verdict(on: take),
                    found: recording.findingsOrReason ?? (review == nil ? "not checked" : "nothing"),
                    code: recording.reason?.code.rawValue,
                    seed: recording.seed,
                    length: recording.audioSeconds.spoken,
                    level: review?.isGap == true ? "–" : review?.measures.level.decibels ?? "–"
                )
            }
        }
    }
}

/// The outline of a take, with a line at each finding that has a place, as `wave.mustache` shows it.
struct WaveView {
    private static let tall = 80.0

    let width: String
    let height = Self.tall.plain
    let middle = (Self.tall / 2).plain
    let label: String
    let seconds: String
    let end: String
    let outline: String
    let marks: [Mark]

    struct Mark {
        let x: String
        let height = WaveView.tall.plain
    }

    init(_ clip: TakeClip, magnification: Double, findings: [TakeFinding]) {
        let wide = Double(max(1, clip.waveform.highs.count))
        width = wide.plain
        // A finding may be at the very end of a take, and the two ways to compute that differ by rounding.
        let places = findings.compactMap(\.at).map { min(max(0, $0), clip.seconds) }
        let times = places.map { "\($0.oneDecimal) s" }.joined(separator: ", ")
        label = "Waveform of \(clip.seconds.oneDecimal) s" + (places.isEmpty ? "" : ", marked at \(times)")
        seconds = "\(clip.seconds)"
        end = "\(clip.seconds.oneDecimal) s"
        outline = Self.outline(clip.waveform, by: magnification)
        marks = clip.seconds > 0 ? places.map { Mark(x: ($0 / clip.seconds * wide).plain) } : []
    }

    /// Along the highest samples to the end and back along the lowest.
    private static func outline(_ waveform: Waveform, by magnification: Double) -> String {
        let middle = tall / 2
        func points(_ values: [Float]) -> [String] {
            values.enumerated().map { index, value in
                "\(index),\((middle - min(max(Double(value) * magnification, -1), 1) * middle).plain)"
            }
        }
        let outline = points(waveform.highs) + points(waveform.lows).reversed()
        return outline.isEmpty ? "" : "M" + outline.joined(separator: "L") + "Z"
    }
}
