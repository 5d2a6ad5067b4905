internal import Core

extension HTMLReportRenderer {
    private static let waveHeight = 80.0

    /// The outline of a take, with a line at each finding that has a place.
    func wave(_ clip: TakeClip, by magnification: Double, findings: [TakeFinding], _ page: inout HTMLWriter) {
        let width = Double(max(1, clip.waveform.highs.count))
        // The end of a take is a place, too, and the two ways to reckon it differ by a rounding.
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
}

extension Double {
    /// A coordinate: one place at most, so that drawings stay small.
    var plain: String { oneDecimal }
}
