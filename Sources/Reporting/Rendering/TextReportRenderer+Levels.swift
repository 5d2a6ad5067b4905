internal import Core
internal import TextKit

extension TextReportRenderer {
    /// The levels of the finished files, each beside what ACX asks for.
    func levels(_ report: LevelReport) -> String {
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
}
