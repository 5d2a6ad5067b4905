internal import Core
internal import TextKit

extension TextReportRenderer {
    package func render(_ detail: JobDetailReport) -> String {
        var parts = [facts(detail.job)]
        if let error = detail.job.job.error {
            parts.append("Error\n" + text(of: error, indent: "  ") + text(of: error.details, indent: "    "))
        }
        if !detail.job.job.diagnostics.isEmpty { parts.append(diagnostics(detail.job.job.diagnostics)) }
        if !detail.chapters.isEmpty { parts.append(chapters(detail.chapters)) }
        if let report = detail.levels, !report.files.isEmpty { parts.append(levels(report)) }
        if !detail.places.isEmpty { parts.append(places(detail.places)) }
        return parts.joined(separator: "\n")
    }

    private func facts(_ report: JobReport) -> String {
        let job = report.job
        let progress = job.progress
        var facts = [
            ("Source", job.source),
            ("Output", job.outputs.isEmpty ? "\(job.outputBase) (not yet)" : job.outputs.joined(separator: ", ")),
            ("Segments", segments(progress)),
            ("Audio", audio(progress.audioSeconds)),
            ("Takes", takes(progress)),
            ("Queued", moment(job.createdAt)),
        ]
        if progress.segmentsFlagged > 0 { facts.append(("Flagged", progress.segmentsFlagged.of("place"))) }
        if let factor = report.realtimeFactor { facts.append(("Speed", "\(factor.oneDecimal) × realtime a request")) }
        if let startedAt = job.startedAt {
            facts.append(("Started", "\(moment(startedAt)), in \(job.attempts.of("run"))"))
        }
        if let finishedAt = job.finishedAt { facts.append(("Ended", moment(finishedAt))) }
        let author = job.author.map { " by \($0.printable)" } ?? ""
        let heading = line("Job \(job.id): \(job.title.printable)\(author) · \(job.state.rawValue)")
        return heading + facts.map { line("  \($0.0.padded(to: 9)) \($0.1.printable)") }.joined()
    }

    private func takes(_ progress: JobProgress) -> String {
        "\(progress.takesAccepted) accepted, \(progress.takesRejected) rejected, \(progress.takesReused) reused"
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
                audio(chapter.speechSeconds), chapter.startSeconds?.position ?? "–",
            ])
        }
        return table.text(width: width)
    }
}
