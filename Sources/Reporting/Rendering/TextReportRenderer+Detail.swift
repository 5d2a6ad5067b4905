internal import Core
internal import TextKit

extension TextReportRenderer {
    package func render(_ detail: JobDetailReport) -> String {
        var parts = [facts(detail)]
        if let error = detail.job.job.error {
            parts.append("Error\n" + text(of: error, indent: "  ") + text(of: error.details, indent: "    "))
        }
        if !detail.job.job.diagnostics.isEmpty { parts.append(diagnostics(detail.job.job.diagnostics)) }
        if !detail.chapters.isEmpty { parts.append(chapters(detail.chapters)) }
        if let report = detail.levels, !report.files.isEmpty { parts.append(levels(report)) }
        if !detail.places.isEmpty { parts.append(places(detail.places)) }
        return parts.joined(separator: "\n")
    }

    private func facts(_ detail: JobDetailReport) -> String {
        let report = detail.job
        let job = report.job
        let progress = job.progress
        var facts = [
            ("Source", job.source),
            ("Output", job.outputs.isEmpty ? "\(job.outputBase) (not yet)" : job.outputs.joined(separator: ", ")),
            ("Segments", segments(progress)),
            ("Audio", progress.audioSeconds.spokenOrDash),
            ("Takes", progress.takesSentence),
            ("Queued", moment(job.createdAt)),
        ]
        if progress.segmentsFlagged > 0 { facts.append(("Flagged", progress.segmentsFlagged.of("place"))) }
        if let gaps = detail.gapsSentence { facts.append(("Gaps", gaps)) }
        if let factor = report.realtimeFactor { facts.append(("Speed", "\(factor.oneDecimal) × realtime a request")) }
        if let startedAt = job.startedAt {
            facts.append(("Started", "\(moment(startedAt)), in \(job.attempts.of("run"))"))
        }
        if let finishedAt = job.finishedAt { facts.append(("Ended", moment(finishedAt))) }
        let author = job.author.map { " by \($0.printable)" } ?? ""
        let heading = line("Job \(job.id): \(job.title.printable)\(author) · \(report.stateInWords)")
        return heading + facts.map { line("  \($0.0.padded(to: 9)) \($0.1.printable)") }.joined()
    }

    private func diagnostics(_ diagnostics: [Diagnostic]) -> String {
        let texts = diagnostics.map { diagnostic in
            let place = diagnostic.line.map { "line \($0): " } ?? ""
            let finding = "\(place)\(diagnostic.message.printable) [\(diagnostic.code)]"
            return line("  \(diagnostic.severity.rawValue): \(finding)")
        }
        return "Findings\n" + texts.joined()
    }

    private func segments(_ chapter: ChapterReport) -> String {
        let failed = chapter.failed > 0 ? ["\(chapter.failed) failed"] : []
        let flagged = chapter.flagged > 0 ? ["\(chapter.flagged) flagged"] : []
        let notes = (failed + flagged).joined(separator: ", ")
        return "\(chapter.done)/\(chapter.segments)" + (notes.isEmpty ? "" : " (\(notes))")
    }

    private func chapters(_ chapters: [ChapterReport]) -> String {
        var table = TextTable([
            .init(title: "CHAPTER", alignsRight: true), .init(title: "TITLE", shrinks: true),
            .init(title: "SEGMENTS", alignsRight: true), .init(title: "SPEECH", alignsRight: true),
            .init(title: "START", alignsRight: true),
        ])
        for chapter in chapters {
            table.add([
                "\(chapter.ordinal)", chapter.title?.printable ?? "–",
                segments(chapter),
                chapter.speechSeconds.spokenOrDash, chapter.startSeconds?.position ?? "–",
            ])
        }
        return table.text(width: width)
    }

    /// The levels of the finished files, each beside what ACX asks for.
    private func levels(_ report: LevelReport) -> String {
        var table = TextTable([
            .init(title: "FILE", shrinks: true), .init(title: "LENGTH", alignsRight: true),
            .init(title: "RMS", alignsRight: true), .init(title: "PEAK", alignsRight: true),
            .init(title: "FLOOR", alignsRight: true), .init(title: "LOUDNESS", alignsRight: true), .init(title: "ACX"),
        ])
        for file in report.files {
            let levels = file.levels
            table.add([
                file.name.printable, levels.seconds.spoken, levels.rms?.decibels ?? "–", levels.peak?.decibels ?? "–",
                levels.noiseFloor?.decibels ?? "–", levels.loudness.map { "\($0.signed) LUFS" } ?? "–",
                verdict(on: file),
            ])
        }
        return table.text(width: width) + line("  \(LevelReport.limits)")
    }

    private func verdict(on file: FileLevels) -> String {
        let missed = file.levels.missedACXMeasures.map(\.name)
        return file.verdict + (missed.isEmpty ? "" : ": \(missed.joined(separator: ", "))")
    }

    /// The places to listen to, in book order: where, what should be said, what is heard, and what became of every take.
    private func places(_ places: [PlaceReport]) -> String {
        let isEstimate = places.contains { $0.span != nil && $0.isEstimate }
        let note = isEstimate ? line("  (times with ≈ are estimated from the lengths of takes)") : ""
        return "Retakes and flagged places\n" + note + places.map { text(of: $0) }.joined()
    }

    private func text(of place: PlaceReport) -> String {
        let segment = place.segment
        let time = place.timeCode.map { "\($0)  " } ?? ""
        let position = "\(time)chapter \(segment.chapter), segment \(segment.ordinal), \(place.stateInWords)"
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
