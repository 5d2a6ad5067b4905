internal import Core
internal import Foundation

extension HTMLReportRenderer {
    /// Places of one job that are shown one by one.
    private static let mostPlaces = 400
    private static let waveHeight = 80.0

    /// The places where something is wrong with what is used, and those where nothing is.
    func places(_ evidence: JobEvidence, _ page: inout HTMLWriter) {
        let detail = evidence.detail
        let places = detail.places.filter { $0.isFlagged || $0.isFailed }
        let isListened = detail.takes.contains { $0.take.recording.review != nil }
        page.element("h3", text: heading(of: places))
        guard !places.isEmpty else {
            let text =
                isListened
                ? "None: nothing was found wrong with any take that is used." : "None: no take was listened to."
            return page.element("p", ["class": "soft"], text: text)
        }
        if places.contains(where: { $0.span != nil && $0.isEstimate }) {
            page.element("p", ["class": "soft small"], text: "Times with ≈ are reckoned from the lengths of takes.")
        }
        let silent = places.count { $0.takeInUse.map { evidence.clips[$0.id]?.audio == nil } ?? false }
        if silent > 0 {
            let rule = "the page has the \(EvidenceChoice.players) worst takes of those whose files are there."
            page.element("p", ["class": "soft small"], text: "\(silent.of("place")) without sound: \(rule)")
        }
        page.element("div", ["data-filter": ""]) { page in
            for place in places.prefix(Self.mostPlaces) { card(place, of: evidence, &page) }
        }
        let others = places.count - Self.mostPlaces
        guard others > 0 else { return }
        let command = "qwen-batch report \(detail.job.job.id) --format json"
        page.element("p", text: "\(others.of("more place")): \(command) has all of them.")
    }

    /// `Flagged places (11)`, `Failed places (12)`, or `Places: 11 flagged, 12 failed`.
    private func heading(of places: [PlaceReport]) -> String {
        let failed = places.count(where: \.isFailed)
        let flagged = places.count - failed
        if places.isEmpty { return "Flagged places" }
        if failed == 0 { return "Flagged places (\(flagged))" }
        return flagged == 0 ? "Failed places (\(failed))" : "Places: \(flagged) flagged, \(failed) failed"
    }

    private func card(_ place: PlaceReport, of evidence: JobEvidence, _ page: inout HTMLWriter) {
        let name = "job-\(evidence.detail.job.job.id)-segment-\(place.segment.ordinal)"
        let findings = place.takeInUse?.recording.review?.findings ?? []
        let attributes: HTMLWriter.Attributes = [
            "class": place.isFailed ? "place failed" : "place", "id": name, "aria-labelledby": "\(name)-title",
            "data-kinds": findings.map(\.kind.rawValue).joined(separator: " "),
        ]
        page.element("article", attributes) { page in
            page.element("header") { page in
                page.element("h4", ["id": "\(name)-title"]) { page in
                    page.element("a", ["class": "time", "href": "#\(name)"], text: place.timeCode ?? "no time")
                    page.text(" Chapter \(place.segment.chapter), segment \(place.segment.ordinal)")
                }
                let style = place.isFailed ? "badge bad" : "badge warn"
                page.element("span", ["class": style], text: place.isFailed ? "failed" : "flagged")
            }
            sound(of: place, in: evidence, &page)
            words(of: place, &page)
            if let error = place.segment.error { notice("Why it failed", error, &page) }
            if !findings.isEmpty {
                page.element("ul", ["class": "findings"]) { page in
                    for finding in findings { item(finding, &page) }
                }
            }
            takes(of: place, &page)
        }
        page.newLine()
    }

    private func sound(of place: PlaceReport, in evidence: JobEvidence, _ page: inout HTMLWriter) {
        guard let take = place.takeInUse else { return }
        guard let clip = evidence.clips[take.id] else {
            return page.element("p", ["class": "soft small"], text: "No sound here.")
        }
        wave(clip, by: evidence.magnification, findings: take.recording.review?.findings ?? [], &page)
        guard let audio = clip.audio else { return }
        let source = "data:\(audio.mediaType);base64," + Data(audio.bytes).base64EncodedString()
        let label = "The take of segment \(place.segment.ordinal)"
        page.element("audio", ["controls": "", "preload": "metadata", "src": source, "aria-label": label]) { _ in }
    }

    /// The outline of a take, with a line at each finding that has a place.
    private func wave(_ clip: TakeClip, by magnification: Double, findings: [TakeFinding], _ page: inout HTMLWriter) {
        let width = Double(max(1, clip.waveform.highs.count))
        // A finding may be at the very end of a take, and the two ways to compute that differ by rounding.
        let marks = findings.compactMap(\.at).map { min(max(0, $0), clip.seconds) }
        let places = marks.map { "\($0.oneDecimal) s" }.joined(separator: ", ")
        let label = "Waveform of \(clip.seconds.oneDecimal) s" + (marks.isEmpty ? "" : ", marked at \(places)")
        let attributes: HTMLWriter.Attributes = [
            "class": "wave", "viewBox": "0 0 \(width.plain) \(Self.waveHeight.plain)", "preserveAspectRatio": "none",
            "role": "img", "aria-label": label, "data-seconds": "\(clip.seconds)",
        ]
        page.element("svg", attributes) { page in
            let middle = (Self.waveHeight / 2).plain
            page.empty("line", ["x1": "0", "x2": width.plain, "y1": middle, "y2": middle])
            page.empty("path", ["d": outline(clip.waveform, by: magnification)])
            for mark in marks where clip.seconds > 0 {
                let x = (mark / clip.seconds * width).plain
                page.empty("line", ["class": "mark", "x1": x, "x2": x, "y1": "0", "y2": Self.waveHeight.plain])
            }
        }
        page.element("div", ["class": "ends", "aria-hidden": "true"]) { page in
            page.element("span", text: "0 s")
            page.element("span", text: "\(clip.seconds.oneDecimal) s")
        }
    }

    /// Along the highest samples to the end and back along the lowest.
    private func outline(_ waveform: Waveform, by magnification: Double) -> String {
        let middle = Self.waveHeight / 2
        func points(_ values: [Float]) -> [String] {
            values.enumerated().map { index, value in
                "\(index),\((middle - min(max(Double(value) * magnification, -1), 1) * middle).plain)"
            }
        }
        let outline = points(waveform.highs) + points(waveform.lows).reversed()
        return outline.isEmpty ? "" : "M" + outline.joined(separator: "L") + "Z"
    }

    private func words(of place: PlaceReport, _ page: inout HTMLWriter) {
        guard let transcript = place.transcript else {
            return page.element("p", ["dir": "auto"], text: place.segment.text)
        }
        let comparison = WordComparison(text: place.segment.text, transcript: transcript)
        page.element("div", ["class": "compare"]) { page in
            page.element("div") { page in
                page.element("h5", text: "Text")
                page.element("p", ["dir": "auto"]) { pieces(comparison.text, as: "del", &$0) }
            }
            page.element("div") { page in
                page.element("h5", text: "Heard")
                page.element("p", ["dir": "auto"]) { pieces(comparison.heard, as: "ins", &$0) }
            }
        }
        let lists = [("Missing", transcript.missing), ("Added", transcript.added)].filter { !$0.1.isEmpty }
        guard !lists.isEmpty else { return }
        page.element("p", ["class": "soft small"]) { page in
            page.text(lists.map { "\($0.0): \($0.1.joined(separator: ", "))" }.joined(separator: " · "))
            page.text(" (heard by \(transcript.model))")
        }
    }

    private func pieces(_ pieces: [WordComparison.Piece], as mark: StaticString, _ page: inout HTMLWriter) {
        for piece in pieces {
            if piece.isMarked {
                page.element(mark, text: piece.text)
            } else {
                page.text(piece.text)
            }
        }
    }

    private func item(_ finding: TakeFinding, _ page: inout HTMLWriter) {
        page.element("li", ["data-at": finding.at.map { "\($0)" }]) { page in
            page.text("The take \(finding.placedSentence).")
        }
    }

    private func takes(of place: PlaceReport, _ page: inout HTMLWriter) {
        guard !place.takes.isEmpty else { return }
        page.element("details", ["open": place.isFailed ? "" : nil]) { page in
            page.element("summary", text: place.takes.count == 1 ? "Its take" : "All \(place.takes.count) takes of it")
            takeTable(place, &page)
        }
    }

    /// Every take of a place with its verdict.
    private func takeTable(_ place: PlaceReport, _ page: inout HTMLWriter) {
        let columns = [
            TableColumn("Take", isNumber: true), TableColumn("Verdict"), TableColumn("What was found"),
            TableColumn("Seed", isNumber: true), TableColumn("Length", isNumber: true),
            TableColumn("Level", isNumber: true),
        ]
        table(columns, &page) { page in
            for take in place.takes {
                let recording = take.recording
                page.element("tr") { page in
                    page.element("td", ["class": "n"], text: "\(take.id)")
                    page.element("td", text: place.verdict(on: take))
                    page.element("td", ["class": "wide"]) { page in
                        page.isolated(found(in: recording))
                        if let code = recording.reason?.code.rawValue {
                            page.text(" ")
                            page.element("code", text: code)
                        }
                    }
                    page.element("td", ["class": "n"], text: "\(recording.seed)")
                    page.element("td", ["class": "n"], text: recording.audioSeconds.spoken)
                    page.element("td", ["class": "n"], text: recording.review?.measures.level.decibels ?? "–")
                }
            }
        }
    }

    private func found(in recording: NewTake) -> String {
        let findings = recording.review?.findings.map(\.placedSentence) ?? []
        if !findings.isEmpty { return findings.joined(separator: "; ") }
        return recording.reason?.message ?? (recording.review == nil ? "not listened to" : "nothing")
    }
}
