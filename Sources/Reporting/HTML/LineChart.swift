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
