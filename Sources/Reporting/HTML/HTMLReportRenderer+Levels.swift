internal import Core

extension HTMLReportRenderer {
    /// The levels of the finished files beside what ACX asks for.
    func levels(_ report: LevelReport?, _ page: inout HTMLWriter) {
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
            for file in report.files { row(file, &page) }
        }
    }

    private func row(_ file: FileLevels, _ page: inout HTMLWriter) {
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
}
