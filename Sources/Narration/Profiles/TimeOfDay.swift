internal import Foundation

/// A time on the wall clock, such as `07:00`.
package struct TimeOfDay: Sendable, Hashable {
    package let hour: Int
    package let minute: Int

    /// Reads `H:MM` or `HH:MM`; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2,
            let hour = Int(parts[0]), let minute = Int(parts[1]),
            (0..<24).contains(hour), (0..<60).contains(minute)
        else { return nil }
        self.hour = hour
        self.minute = minute
    }

    /// The next moment after `now` when the clock shows this time: today, or tomorrow when it has passed.
    ///
    /// Where the clocks are put forward over this time, it is the moment they are put forward to.
    package func next(after now: Date, in timeZone: TimeZone) -> Date {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        let components = DateComponents(hour: hour, minute: minute, second: 0)
        let found = calendar.nextDate(after: now, matching: components, matchingPolicy: .nextTime)
        return found ?? now.addingTimeInterval(24 * 3600)
    }
}
