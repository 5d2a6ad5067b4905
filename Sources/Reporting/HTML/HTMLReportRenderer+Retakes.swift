internal import Core
internal import TextKit

extension HTMLReportRenderer {
    /// Places that are shown; the JSON has all.
    private static let mostRetakes = 1_000

    /// The places that are good after takes of them were rejected.
    func retakes(_ detail: JobDetailReport, _ page: inout HTMLWriter) {
        let places = detail.places.filter { !$0.isFlagged && !$0.isFailed }
        guard !places.isEmpty else { return }
        let columns = [
            TableColumn("Time", isNumber: true), TableColumn("Text"), TableColumn("Takes rejected, and why"),
            TableColumn("Used"),
        ]
        page.element("h3", text: "Retakes (\(places.count))")
        let others = places.count - Self.mostRetakes
        let caption = others > 0 ? "and \(others.of("more place"))" : nil
        table(columns, caption: caption, &page) { page in
            for place in places.prefix(Self.mostRetakes) { row(place, &page) }
        }
    }

    private func row(_ place: PlaceReport, _ page: inout HTMLWriter) {
        page.element("tr") { page in
            page.element("td", ["class": "n"], text: place.timeCode ?? "–")
            page.element("td", ["class": "wide"]) { $0.isolated(place.segment.text.truncated(to: 120)) }
            page.element("td", ["class": "wide"]) { page in
                for take in place.takes where take.recording.verdict == .rejected {
                    page.element("div") { page in
                        page.text("seed \(take.recording.seed): ")
                        page.isolated(reason(take.recording))
                    }
                }
            }
            let used = place.winner.map { "take \($0.id), seed \($0.recording.seed)" }
            page.element("td", text: used ?? place.segment.state.rawValue)
        }
    }

    private func reason(_ recording: NewTake) -> String {
        let findings = recording.review?.findings.map(\.placedSentence) ?? []
        return findings.isEmpty ? recording.reason?.message ?? "–" : findings.joined(separator: "; ")
    }
}
