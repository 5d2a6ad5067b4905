import Foundation
import Narration
import Testing

@Suite("The time of day that a run ends at")
struct TimeOfDayTests {
    private static let berlin = TimeZone(identifier: "Europe/Berlin")

    @Test(arguments: ["7", "24:00", "07:60", "07:0", "-1:00", "seven", "", "07:00:00"])
    func refusesWhatIsNoTime(text: String) {
        #expect(TimeOfDay(text) == nil)
    }

    @Test(arguments: [
        ("07:00", "2026-11-22T22:00:00+01:00", "2026-11-23T07:00:00+01:00"),
        ("23:30", "2026-11-22T22:00:00+01:00", "2026-11-22T23:30:00+01:00"),
        ("7:00", "2026-11-22T07:00:00+01:00", "2026-11-23T07:00:00+01:00"),
        // The clocks go forward at 02:00 and back at 03:00.
        ("02:30", "2026-03-28T22:00:00+01:00", "2026-03-29T03:00:00+02:00"),
        ("07:00", "2026-10-24T22:00:00+02:00", "2026-10-25T07:00:00+01:00"),
    ])
    func isTheNextOneOnTheWallClock(time: String, now: String, expected: String) throws {
        let zone = try #require(Self.berlin)
        let start = try Date(now, strategy: .iso8601)
        let end = try #require(TimeOfDay(time)).next(after: start, in: zone)
        let wanted = try Date(expected, strategy: .iso8601)
        #expect(end == wanted)
    }
}
