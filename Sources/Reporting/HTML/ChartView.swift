internal import Core

/// A chart over the length of a book, with a dot at each flagged place, as `chart.mustache` shows it.
struct ChartView {
    private static let width = 860.0
    private static let height = 200.0
    /// Room for the numbers on the axes.
    private static let left = 48.0
    private static let bottom = 28.0
    private static let margin = 12.0

    let viewBox = "0 0 \(Self.width.plain) \(Self.height.plain)"
    let name: String
    let unit: String
    /// The values in words.
    let range: String
    /// Says when several segments are drawn as one point.
    let together: String?
    let ticks: [Tick]
    let points: String
    let dots: [Dot]

    /// A line of the grid with its number.
    struct Tick {
        let x1, x2, y1, y2: String
        let x, y: String
        let anchor: String
        let label: String
    }

    /// A flagged place, which leads there.
    struct Dot {
        let link: String
        let label: String
        let x, y: String
        let title: String
    }

    /// How loud and how fast a book is, from its start to its end; none where nothing was measured.
    static func charts(of detail: JobDetailReport) -> [ChartView] {
        let level = ChartView("Level of the speech", unit: "dBFS", of: detail) { $0.level }
        let pace = ChartView("Pace", unit: "letters a second", of: detail) { $0.lettersPerSecond }
        guard let level, let pace else { return [] }
        return [level, pace]
    }

    private init?(
        _ name: String,
        unit: String,
        of detail: JobDetailReport,
        _ value: (SegmentReport) -> Double?
    ) {
        let length = detail.segments.compactMap(\.span?.upperBound).max() ?? 0
        let values = detail.segments.compactMap { segment -> LineChart.Point? in
            guard let span = segment.span, let value = value(segment) else { return nil }
            return LineChart.Point(time: span.lowerBound, value: value)
        }
        let sorted = values.sorted { $0.value < $1.value }
        guard let chart = LineChart(values, length: length), let low = sorted.first, let high = sorted.last else {
            return nil
        }
        self.name = name
        self.unit = unit
        range =
            "median \(sorted[sorted.count / 2].value.signed), from \(low.value.signed) at \(low.time.timeCode) "
            + "to \(high.value.signed) at \(high.time.timeCode)"
        together = chart.drawnTogether > 1 ? " Each point is the mean of \(chart.drawnTogether) segments." : nil
        ticks = Self.ticks(chart)
        points = chart.points.map { "\(Self.x($0.time, chart).plain),\(Self.y($0.value, chart).plain)" }
            .joined(separator: " ")
        dots = detail.segments.filter { $0.take?.recording.isFlagged == true }.compactMap { segment in
            guard let time = segment.span?.lowerBound, let value = value(segment) else { return nil }
            let ordinal = segment.segment.ordinal
            return Dot(
                link: "#job-\(detail.job.job.id)-segment-\(ordinal)",
                label: "Flagged: segment \(ordinal) at \(time.timeCode)",
                x: Self.x(time, chart).plain,
                y: Self.y(value, chart).plain,
                title: "Segment \(ordinal), \(time.timeCode)"
            )
        }
    }

    private static func ticks(_ chart: LineChart) -> [Tick] {
        let values = chart.valueTicks.map { tick in
            let y = y(tick, chart)
            return Tick(
                x1: left.plain,
                x2: (width - margin).plain,
                y1: y.plain,
                y2: y.plain,
                x: (left - 8).plain,
                y: (y + 4).plain,
                anchor: "end",
                label: tick.signed
            )
        }
        let times = chart.timeTicks.map { tick in
            let x = x(tick, chart)
            // The last number would stick out.
            let isNearEnd = x > width - 40
            return Tick(
                x1: x.plain,
                x2: x.plain,
                y1: (height - bottom).plain,
                y2: (height - bottom + 5).plain,
                x: (isNearEnd ? width - 4 : x).plain,
                y: (height - 8).plain,
                anchor: isNearEnd ? "end" : "middle",
                label: tick.position
            )
        }
        return values + times
    }

    private static func x(_ time: Double, _ chart: LineChart) -> Double {
        left + time / chart.length * (width - left - margin)
    }

    private static func y(_ value: Double, _ chart: LineChart) -> Double {
        let share = (value - chart.range.lowerBound) / (chart.range.upperBound - chart.range.lowerBound)
        return margin + (1 - share) * (height - margin - bottom)
    }
}

extension Double {
    /// A coordinate: one decimal at most, so that drawings stay small.
    var plain: String { oneDecimal }
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
