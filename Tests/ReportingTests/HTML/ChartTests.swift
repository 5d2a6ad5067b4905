import Core
@testable import Reporting
import Testing

@Suite struct ChartTests {
    private func points(_ values: [Double]) -> [LineChart.Point] {
        values.enumerated().map { LineChart.Point(time: Double($0.offset) * 10, value: $0.element) }
    }

    @Test func axesHaveRoundNumbers() throws {
        let chart = try #require(LineChart(points([-21.2, -24.9, -19.3]), length: 5_400))
        #expect(chart.range == -26 ... -18)
        #expect(chart.valueTicks == [-26, -24, -22, -20, -18])
        #expect(chart.timeTicks == [0, 900, 1_800, 2_700, 3_600, 4_500, 5_400])
    }

    @Test func equalValuesHaveRoom() throws {
        let chart = try #require(LineChart(points([12, 12]), length: 0))
        #expect(chart.range == 12...13)
        #expect(LineChart(points([.nan, -.infinity]), length: 9) == nil)
        #expect(LineChart([], length: 9) == nil)
    }

    @Test func longBooksAreDrawnTogether() throws {
        let chart = try #require(LineChart(points((0..<2_000).map { Double($0 % 2) }), length: 1))
        #expect(chart.drawnTogether == 3)
        #expect(chart.points.count == 667)
        #expect(chart.points.allSatisfy { (0.3...0.7).contains($0.value) || $0.time == 19_980 })
    }

    @Test func anOutlineHasTheExtremes() {
        let waveform = Waveform([0, 16_384, -32_768, 0, 5, 6], stretches: 2)
        #expect(waveform.highs == [0.5, 6 / 32_768])
        #expect(waveform.lows == [-1, 0])
        #expect(Waveform([]).highs.isEmpty)
    }

    @Test func timesAreEstimatedFromTakes() {
        let spans = JobDetailReport.sample.segments.map(\.span)
        // The second chapter is known to start here; the third segment has no take.
        #expect(spans == [0..<1.5, 3_725.4..<3_726.9, nil])
        #expect(JobDetailReport.sample.isEstimate)
    }
}
