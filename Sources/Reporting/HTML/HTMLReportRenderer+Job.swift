internal import Core
internal import TextKit

extension HTMLReportRenderer {
    /// Chapters that are shown at once; a longer table is folded.
    private static let openChapters = 12
    /// Places with retakes that are shown; the JSON has all.
    private static let mostRetakes = 1_000

    /// Everything about one job, what has to be listened to first.
    func section(on evidence: JobEvidence, _ page: inout HTMLWriter) {
        let detail = evidence.detail
        let job = detail.job.job
        page.element("section", ["class": "job", "id": "job-\(job.id)", "aria-labelledby": "job-\(job.id)-title"]) {
            page in
            page.element("h2", ["id": "job-\(job.id)-title"]) { page in
                page.isolated(job.title)
                if let author = job.author {
                    page.text(" by ")
                    page.isolated(author)
                }
                page.text(" ")
                badge(of: job.state, &page)
            }
            facts(detail.job, &page)
            if let error = job.error { notice("Why it is \(job.state.rawValue)", error, &page) }
            findings(job.diagnostics, &page)
            places(evidence, &page)
            charts(detail, &page)
            levels(detail.levels, &page)
            retakes(detail, &page)
            chapters(detail.chapters, &page)
        }
        page.newLine()
    }

    private func facts(_ report: JobReport, _ page: inout HTMLWriter) {
        let job = report.job
        let progress = job.progress
        let others = job.outputs.count > 1 ? " and \((job.outputs.count - 1).of("chapter file"))" : ""
        let output = job.outputs.first.map { $0 + others } ?? "\(job.outputBase) (not yet)"
        var facts = [("Job", "\(job.id)"), ("Source", job.source), ("Output", output)]
        let voice = [job.options.voice, job.options.language].compactMap { $0 }.joined(separator: ", ")
        if !voice.isEmpty { facts.append(("Voice", voice)) }
        let failed = progress.segmentsFailed > 0 ? ", \(progress.segmentsFailed) failed" : ""
        facts.append(("Segments", "\(progress.segmentsDone) of \(progress.segments) done\(failed)"))
        let takes =
            "\(progress.takesAccepted) accepted, \(progress.takesRejected) rejected, \(progress.takesReused) reused"
        facts.append(("Takes", takes))
        if progress.audioSeconds > 0 { facts.append(("Audio", progress.audioSeconds.spoken)) }
        if let factor = report.realtimeFactor { facts.append(("Speed", "\(factor.oneDecimal) × realtime a request")) }
        facts.append(("Queued", moment(job.createdAt)))
        if let started = job.startedAt { facts.append(("Started", moment(started) + ", in \(job.attempts.of("run"))")) }
        if let finished = job.finishedAt { facts.append(("Ended", moment(finished))) }
        page.element("dl", ["class": "facts"]) { page in
            for (name, value) in facts {
                page.element("dt", text: name)
                page.element("dd") { $0.isolated(value) }
            }
        }
    }

    private func findings(_ diagnostics: [Diagnostic], _ page: inout HTMLWriter) {
        guard !diagnostics.isEmpty else { return }
        page.element("details") { page in
            page.element("summary", text: diagnostics.count.of("finding") + " that stopped nothing")
            page.element("ul", ["class": "findings small"]) { page in
                for diagnostic in diagnostics {
                    page.element("li") { page in
                        page.text(diagnostic.line.map { "Line \($0): " } ?? "")
                        page.isolated(diagnostic.message)
                        page.text(" ")
                        page.element("code", text: diagnostic.code)
                    }
                }
            }
        }
    }

    /// The levels of the finished files beside what ACX asks for.
    private func levels(_ report: LevelReport?, _ page: inout HTMLWriter) {
        page.element("h3", text: "Levels of the files")
        guard let report, !report.files.isEmpty else {
            return page.element("p", ["class": "soft"], text: "They were not measured.")
        }
        let columns = [
            TableColumn("File"), TableColumn("Length", isNumber: true), TableColumn("RMS", isNumber: true),
            TableColumn("Peak", isNumber: true), TableColumn("Noise floor", isNumber: true),
            TableColumn("Loudness", isNumber: true), TableColumn("Lead-in", isNumber: true),
            TableColumn("Lead-out", isNumber: true), TableColumn("ACX"),
        ]
        table(columns, caption: LevelReport.limits, &page) { page in
            for file in report.files { levelRow(file, &page) }
        }
    }

    private func levelRow(_ file: FileLevels, _ page: inout HTMLWriter) {
        let levels = file.levels
        let missed = levels.missedACXMeasures
        page.element("tr") { page in
            page.element("th", ["scope": "row"]) { $0.isolated(file.name) }
            cell(levels.seconds.spoken, isOff: missed.contains(.length), &page)
            cell(levels.rms?.decibels ?? "–", isOff: missed.contains(.rms), &page)
            cell(levels.peak?.decibels ?? "–", isOff: missed.contains(.peak), &page)
            cell(levels.noiseFloor?.decibels ?? "–", isOff: missed.contains(.noiseFloor), &page)
            cell(levels.loudness.map { "\($0.signed) LUFS" } ?? "–", &page)
            cell(levels.leadInSeconds.spoken, &page)
            cell(levels.leadOutSeconds.spoken, &page)
            page.element("td") { page in
                page.element("span", ["class": missed.isEmpty ? "badge good" : "badge bad"], text: file.verdict)
            }
        }
    }

    private func cell(_ text: String, isOff: Bool = false, _ page: inout HTMLWriter) {
        page.element("td", ["class": isOff ? "n off" : "n"], text: text)
    }

    /// The places that are good after takes of them were rejected.
    private func retakes(_ detail: JobDetailReport, _ page: inout HTMLWriter) {
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
            for place in places.prefix(Self.mostRetakes) { retakeRow(place, &page) }
        }
    }

    private func retakeRow(_ place: PlaceReport, _ page: inout HTMLWriter) {
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
            let used = place.takeInUse.map { "take \($0.id), seed \($0.recording.seed)" }
            page.element("td", text: used ?? place.segment.state.rawValue)
        }
    }

    private func reason(_ recording: NewTake) -> String {
        let findings = recording.review?.findings.map(\.placedSentence) ?? []
        return findings.isEmpty ? recording.reason?.message ?? "–" : findings.joined(separator: "; ")
    }

    private func chapters(_ chapters: [ChapterReport], _ page: inout HTMLWriter) {
        guard !chapters.isEmpty else { return }
        let columns = [
            TableColumn("Chapter", isNumber: true), TableColumn("Title"), TableColumn("Segments", isNumber: true),
            TableColumn("Flagged", isNumber: true), TableColumn("Speech", isNumber: true),
            TableColumn("Starts at", isNumber: true),
        ]
        page.element("h3", text: "Chapters")
        page.element("details", ["open": chapters.count <= Self.openChapters ? "" : nil]) { page in
            page.element("summary", text: chapters.count.of("chapter"))
            table(columns, &page) { page in
                for chapter in chapters {
                    page.element("tr") { page in
                        page.element("td", ["class": "n"], text: "\(chapter.ordinal)")
                        page.element("th", ["scope": "row"]) { $0.isolated(chapter.title ?? "–") }
                        let failed = chapter.failed > 0 ? " (\(chapter.failed) failed)" : ""
                        page.element("td", ["class": "n"], text: "\(chapter.done)/\(chapter.segments)\(failed)")
                        page.element("td", ["class": "n"], text: "\(chapter.flagged)")
                        let speech = chapter.speechSeconds
                        page.element("td", ["class": "n"], text: speech > 0 ? speech.spoken : "–")
                        page.element("td", ["class": "n"], text: chapter.startSeconds?.timeCode ?? "–")
                    }
                }
            }
        }
    }
}
