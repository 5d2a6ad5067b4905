internal import Core
internal import TextKit

extension TextReportRenderer {
    /// The places to listen to, in book order: where, what should be said, what is heard, and what became of every take.
    func places(_ places: [PlaceReport]) -> String {
        let isEstimate = places.contains { $0.span != nil && $0.isEstimate }
        let note = isEstimate ? line("  (times with ≈ are reckoned from the lengths of takes)") : ""
        return "Retakes and flagged places\n" + note + places.map { text(of: $0) }.joined()
    }

    private func text(of place: PlaceReport) -> String {
        let segment = place.segment
        let time = place.timeCode.map { "\($0)  " } ?? ""
        let state = place.isFlagged ? "flagged" : segment.state.rawValue
        let position = "\(time)chapter \(segment.chapter), segment \(segment.ordinal), \(state)"
        let takes = place.takes.map { line("    \(sentence(about: $0, at: place))") }.joined()
        let error = segment.error.map { line("    failed: \($0.message.printable) [\($0.code.rawValue)]") } ?? ""
        guard let transcript = place.transcript else {
            // Where a retake helped, a few words say which place it is.
            let text = segment.text.printable
            let shown = place.isFlagged || place.isFailed ? text : text.truncated(to: 60)
            return line("  \(position): “\(shown)”") + takes + error
        }
        return line("  \(position)") + line("    text:  “\(segment.text.printable)”")
            + line("    heard: “\(transcript.text.printable)”") + takes + error
    }

    private func sentence(about take: Take, at place: PlaceReport) -> String {
        let recording = take.recording
        var facts = ["take \(take.id), seed \(recording.seed), \(place.verdict(on: take))"]
        let findings = recording.review?.findings.map(\.placedSentence) ?? []
        if !findings.isEmpty { facts.append(findings.joined(separator: "; ")) }
        if let reason = recording.reason {
            // The findings say the same with figures.
            facts.append((findings.isEmpty ? "\(reason.message.printable) " : "") + "[\(reason.code.rawValue)]")
        }
        return facts.count == 1 ? facts[0] : "\(facts[0]): \(facts.dropFirst().joined(separator: " "))"
    }
}

extension PlaceReport {
    /// `0:12:34.5`, with `≈` before what is reckoned.
    var timeCode: String? { span.map { (isEstimate ? "≈ " : "") + $0.lowerBound.timeCode } }

    /// What became of one of its takes.
    func verdict(on take: Take) -> String {
        if take.id == segment.takeID { return "used" }
        return take.recording.verdict == .rejected ? "rejected" : "not used"
    }
}
