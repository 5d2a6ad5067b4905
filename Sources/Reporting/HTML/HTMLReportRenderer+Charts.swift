internal import Core

extension HTMLReportRenderer {
    private static let width = 860.0
    private static let height = 200.0
    /// Room for the numbers on the axes.
    private static let left = 48.0
    private static let bottom = 28.0
    private static let margin = 12.0

    /// How loud and how fast the book is, from its start to its end.
    func charts(_ detail: JobDetailReport, _ page: inout HTMLWriter) {
        page.element("h3", text: "Loudness and pace")
        let length = detail.segments.compactMap(\.span?.upperBound).max() ?? 0
        let level = LineChart(points(detail) { $0.level }, length: length)
        let pace = LineChart(points(detail) { $0.lettersPerSecond }, length: length)
        guard let level, let pace else {
            return page.element("p", ["class": "soft"], text: "No take that is used was measured.")
        }
        if detail.isEstimate {
            page.element("p", ["class": "soft small"], text: "Times are reckoned from the lengths of takes.")
        }
        figure(level, "Level of the speech", unit: "dBFS", of: detail, { $0.level }, &page)
        figure(pace, "Pace", unit: "letters a second", of: detail, { $0.lettersPerSecond }, &page)
    }

    private func points(_ detail: JobDetailReport, _ value: (SegmentReport) -> Double?) -> [LineChart.Point] {
        detail.segments.compactMap { segment in
            guard let span = segment.span, let value = value(segment) else { return nil }
            return LineChart.Point(time: span.lowerBound, value: value)
        }
    }

    private func figure(
        _ chart: LineChart,
        _ name: String,
        unit: String,
        of detail: JobDetailReport,
        _ value: (SegmentReport) -> Double?,
        _ page: inout HTMLWriter
    ) {
        let values = points(detail, value).sorted { $0.value < $1.value }
        guard let low = values.first, let high = values.last else { return }
        let median = values[values.count / 2].value.signed
        let range =
            "median \(median), from \(low.value.signed) at \(low.time.timeCode) to \(high.value.signed) at \(high.time.timeCode)"
        let together = chart.drawnTogether > 1 ? " Each point is the mean of \(chart.drawnTogether) segments." : ""
        page.element("figure") { page in
            page.element("figcaption") { page in
                page.element("strong", text: "\(name) in \(unit)")
                page.text(", a segment at a time: \(range).\(together)")
            }
            // A person on the keyboard can scroll it.
            page.element("div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": "Chart: \(name)"])
            { page in
                let viewBox = "0 0 \(Self.width.plain) \(Self.height.plain)"
                let attributes: HTMLWriter.Attributes = [
                    "class": "chart", "viewBox": viewBox, "role": "img", "aria-label": "\(name): \(range)",
                ]
                page.element("svg", attributes) { page in
                    axes(chart, &page)
                    let line = chart.points.map { "\(x($0.time, chart).plain),\(y($0.value, chart).plain)" }
                    page.empty("polyline", ["points": line.joined(separator: " ")])
                    dots(chart, of: detail, value, &page)
                }
            }
        }
        page.newLine()
    }

    private func axes(_ chart: LineChart, _ page: inout HTMLWriter) {
        let (left, right) = (Self.left.plain, (Self.width - Self.margin).plain)
        for tick in chart.valueTicks {
            let y = y(tick, chart)
            page.empty("line", ["class": "grid", "x1": left, "x2": right, "y1": y.plain, "y2": y.plain])
            let place: HTMLWriter.Attributes = ["x": (Self.left - 8).plain, "y": (y + 4).plain, "text-anchor": "end"]
            page.element("text", place, text: tick.signed)
        }
        for tick in chart.timeTicks {
            let x = x(tick, chart)
            let (top, bottom) = (Self.height - Self.bottom, Self.height - Self.bottom + 5)
            page.empty("line", ["class": "grid", "x1": x.plain, "x2": x.plain, "y1": top.plain, "y2": bottom.plain])
            // The last number would stick out.
            let isNearEnd = x > Self.width - 40
            let anchor = isNearEnd ? "end" : "middle"
            let place: HTMLWriter.Attributes = [
                "x": (isNearEnd ? Self.width - 4 : x).plain, "y": (Self.height - 8).plain, "text-anchor": anchor,
            ]
            page.element("text", place, text: tick.position)
        }
    }

    /// A dot at each flagged place, which leads there.
    private func dots(
        _ chart: LineChart,
        of detail: JobDetailReport,
        _ value: (SegmentReport) -> Double?,
        _ page: inout HTMLWriter
    ) {
        for segment in detail.segments where segment.take?.recording.isFlagged == true {
            guard let time = segment.span?.lowerBound, let value = value(segment) else { continue }
            let ordinal = segment.segment.ordinal
            let link = "#job-\(detail.job.job.id)-segment-\(ordinal)"
            page.element("a", ["href": link, "aria-label": "Flagged: segment \(ordinal) at \(time.timeCode)"]) { page in
                let (x, y) = (x(time, chart).plain, y(value, chart).plain)
                page.element("circle", ["cx": x, "cy": y, "r": "5"]) { page in
                    page.element("title", text: "Segment \(ordinal), \(time.timeCode)")
                }
            }
        }
    }

    private func x(_ time: Double, _ chart: LineChart) -> Double {
        Self.left + time / chart.length * (Self.width - Self.left - Self.margin)
    }

    private func y(_ value: Double, _ chart: LineChart) -> Double {
        let share = (value - chart.range.lowerBound) / (chart.range.upperBound - chart.range.lowerBound)
        return Self.margin + (1 - share) * (Self.height - Self.margin - Self.bottom)
    }
}

/// A line over the length of a book, with round numbers on its axes.
struct LineChart {
    /// One value somewhere in the book.
    struct Point: Hashable {
        /// Seconds in the book.
        let time: Double
        let value: Double
    }

    /// More points than a screen has columns are drawn together.
    static let mostPoints = 800
    private static let valueSteps = [1.0, 2, 5, 10, 20, 50]
    private static let timeSteps = [
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 18_000, 36_000, 72_000,
    ].map(Double.init)

    let points: [Point]
    /// How many values one point is the mean of.
    let drawnTogether: Int
    let length: Double
    let range: ClosedRange<Double>
    let valueTicks: [Double]
    let timeTicks: [Double]

    /// - Parameters:
    ///   - points: In the order of time; at least one.
    ///   - length: Seconds of the whole book.
    init?(_ points: [Point], length: Double) {
        let finite = points.filter { $0.time.isFinite && $0.value.isFinite }
        guard let low = finite.map(\.value).min(), let high = finite.map(\.value).max(), let last = finite.last else {
            return nil
        }
        self.length = max(length, last.time, 1)
        let step = Self.valueSteps.first { $0 * 4 >= high - low } ?? (high - low) / 4
        let bottom = (low / step).rounded(.down) * step
        let top = max((high / step).rounded(.up) * step, bottom + step)
        range = bottom...top
        valueTicks = Array(stride(from: bottom, through: top, by: step))
        let wanted = self.length / 6
        let spacing = Self.timeSteps.first { $0 >= wanted } ?? wanted
        timeTicks = Array(stride(from: 0, through: self.length, by: spacing))
        drawnTogether = (finite.count + Self.mostPoints - 1) / Self.mostPoints
        self.points = Self.means(finite, of: drawnTogether)
    }

    private static func means(_ points: [Point], of count: Int) -> [Point] {
        guard count > 1 else { return points }
        return stride(from: 0, to: points.count, by: count).map { start in
            let group = points[start..<min(start + count, points.count)]
            let mean = group.reduce(0) { $0 + $1.value } / Double(group.count)
            return Point(time: points[start].time, value: mean)
        }
    }
}
