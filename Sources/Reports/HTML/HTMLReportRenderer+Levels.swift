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
        let limits =
            "ACX asks for an RMS of −23 to −18 dB, a peak of −3 dB at most, a noise floor of −60 dB at most, 120 min at most."
        table(columns, caption: limits, &page) { page in
            for file in report.files { row(file, &page) }
        }
    }

    private func row(_ file: FileLevels, _ page: inout HTMLWriter) {
        page.element("tr") { page in
            page.element("th", ["scope": "row"]) { $0.isolated(file.name) }
            cell(file.seconds.spoken, isOff: !file.meetsLength, &page)
            cell(file.rms.decibels, isOff: !file.meetsRMS, &page)
            cell(file.peak.decibels, isOff: !file.meetsPeak, &page)
            cell(file.noiseFloor.decibels, isOff: !file.meetsNoiseFloor, &page)
            cell(file.loudness.map { "\($0.signed) LUFS" } ?? "–", &page)
            cell(file.leadIn?.spoken ?? "–", &page)
            cell(file.leadOut?.spoken ?? "–", &page)
            page.element("td") { page in
                let mood = file.meetsLevels ? "badge good" : "badge bad"
                page.element(
                    "span",
                    ["class": mood],
                    text: file.meetsLevels ? "meets the levels" : "does not meet the levels"
                )
            }
        }
    }

    private func cell(_ text: String, isOff: Bool = false, _ page: inout HTMLWriter) {
        page.element("td", ["class": isOff ? "n off" : "n"], text: text)
    }
}
