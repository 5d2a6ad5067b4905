internal import Core
internal import Foundation

extension Int {
    /// The number with its noun: `1 job`, `2 jobs`.
    package func of(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}

extension Double {
    /// A length in seconds as a person says it: `7 h 02 min`, `3 min 20 s`, `12 s`, `0.6 s`.
    package var spoken: String {
        guard isFinite, self >= 0 else { return "–" }
        if self < 9.95 { return "\(oneDecimal) s" }
        let whole = Int(rounded())
        let (hours, minutes, seconds) = (whole / 3_600, whole / 60 % 60, whole % 60)
        if hours > 0 { return "\(hours) h \(minutes < 10 ? "0" : "")\(minutes) min" }
        return minutes > 0 ? "\(minutes) min \(seconds < 10 ? "0" : "")\(seconds) s" : "\(seconds) s"
    }

    /// A length as a person says it; a dash for none.
    var spokenOrDash: String { self > 0 ? spoken : "–" }

    /// A position in a recording: `1:02:03`.
    var position: String {
        let whole = Int(rounded())
        let (minutes, seconds) = (whole / 60 % 60, whole % 60)
        return "\(whole / 3_600):\(minutes < 10 ? "0" : "")\(minutes):\(seconds < 10 ? "0" : "")\(seconds)"
    }

    /// A place in a recording to a tenth of a second: `1:02:03.4`.
    var timeCode: String {
        guard isFinite, self >= 0, self < 1e9 else { return "–" }
        let tenths = Int((self * 10).rounded())
        return "\((Double(tenths / 10)).position).\(tenths % 10)"
    }

    /// The number with one decimal: `57.3`, `8`.
    var oneDecimal: String {
        let tenths = Int((self * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }

    /// One decimal, with a typographic minus sign.
    var signed: String { isFinite ? (self < 0 ? "−" : "") + magnitude.oneDecimal : "–" }

    /// `−21.3 dB`; digital silence has none.
    var decibels: String { isFinite ? "\(signed) dB" : "–" }
}

extension ReportSummary {
    /// `3 jobs: 2 completed, 1 failed · 7 h 02 min of audio · 4 flagged places`.
    var sentence: String {
        let order: [JobState] = [.completed, .running, .queued, .failed, .blocked, .cancelled]
        let gaps = withGaps > 0 ? " (\(withGaps) with gaps)" : ""
        let states = order.compactMap { state in
            counts[state].map { "\($0) \(state.rawValue)\(state == .completed ? gaps : "")" }
        }
        guard !states.isEmpty else { return "The queue is empty." }
        let audio = audioSeconds > 0 ? " · \(audioSeconds.spoken) of audio" : ""
        let places = flagged > 0 ? " · \(flagged.of("flagged place"))" : ""
        return "\(jobs.of("job")): \(states.joined(separator: ", "))\(audio)\(places)"
    }
}

extension JobProgress {
    var takesSentence: String { "\(takesAccepted) accepted, \(takesRejected) rejected, \(takesReused) reused" }
}

extension JobReport {
    /// `completed`, `completed with gaps`.
    var stateInWords: String { job.state.rawValue + (hasGaps ? " with gaps" : "") }
}

extension JobDetailReport {
    /// Says that some of the text is not spoken; nil where all of it is.
    var gapsSentence: String? {
        guard gaps > 0 else { return nil }
        return gaps == 1
            ? "1 segment is not spoken: a pause stands in its place"
            : "\(gaps) segments are not spoken: pauses stand in their place"
    }
}

extension RunReport {
    /// `2 completed (1 with gaps), 1 failed`.
    var jobsSentence: String {
        let totals = run.totals
        let gaps = totals.jobsWithGaps > 0 ? " (\(totals.jobsWithGaps) with gaps)" : ""
        let counts = [
            (totals.jobsCompleted, "completed" + gaps), (totals.jobsFailed, "failed"),
            (totals.jobsBlocked, "blocked"),
        ]
        let parts = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return parts.isEmpty ? "no job finished" : parts.joined(separator: ", ")
    }
}

extension PlaceReport {
    /// `flagged`, `failed`, `not spoken`, or how its segment stands.
    var stateInWords: String {
        if isGap { return "not spoken" }
        return isFlagged ? "flagged" : segment.state.rawValue
    }
}

extension NewTake {
    /// What was found in it, or why it was rejected; nil where neither is known.
    var findingsOrReason: String? {
        let sentences = review?.findings.map(\.placedSentence) ?? []
        return sentences.isEmpty ? reason?.message : sentences.joined(separator: "; ")
    }
}

extension TakeFinding {
    /// `has noise in it, at 3.1 s`; the time is one in the take.
    var placedSentence: String { sentence + (at.map { ", at \($0.oneDecimal) s" } ?? "") }
}

extension [Job.ID] {
    /// Ascending ids with consecutive ones joined: `1–3, 7`.
    package var ranges: String {
        var parts: [ClosedRange<Job.ID>] = []
        for id in sorted() {
            if let last = parts.last, last.upperBound + 1 == id {
                parts[parts.count - 1] = last.lowerBound...id
            } else {
                parts.append(id...id)
            }
        }
        return parts.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" }
            .joined(separator: ", ")
    }
}

extension Date {
    /// `2026-11-22 22:04`, as a clock in the time zone shows it.
    func clockText(in timeZone: TimeZone) -> String {
        Moment(self, offset: timeZone.secondsFromGMT(for: self)).text
    }
}

/// A moment as calendar fields, computed without a formatter since a report holds tens of thousands of them.
struct Moment {
    private let year: Int
    private let month: Int
    private let day: Int
    private let second: Int

    /// Breaks a date down as a clock `offset` seconds east of Greenwich shows it.
    init(_ date: Date, offset: Int = 0) {
        let seconds = Int(date.timeIntervalSince1970.rounded(.down)) + offset
        let days = Int((Double(seconds) / 86_400).rounded(.down))
        second = seconds - days * 86_400
        // Howard Hinnant's `civil_from_days`: eras of 400 years that begin in March.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// `2026-11-22T22:04:05Z`.
    var iso8601: String { "\(date)T\(clock):\(Self.two(second % 60))Z" }

    /// `2026-11-22 22:04`.
    var text: String { "\(date) \(clock)" }

    private var date: String { "\(year)-\(Self.two(month))-\(Self.two(day))" }
    private var clock: String { "\(Self.two(second / 3_600)):\(Self.two(second / 60 % 60))" }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
