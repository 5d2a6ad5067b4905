internal import Foundation

/// A moment as calendar fields, computed without a formatter since a report holds tens of thousands of them.
struct Moment {
    private let year: Int
    private let month: Int
    private let day: Int
    private let second: Int

    /// Breaks a date down as a clock `offset` seconds east of Greenwich shows it.
    init(_ date: Date, offset: Int = 0) {
        let seconds = Int(date.timeIntervalSince1970.rounded(.down)) + offset
        let days = Int((Double(seconds) / 86_400).rounded(.down))
        second = seconds - days * 86_400
        // Howard Hinnant's `civil_from_days`: eras of 400 years that begin in March.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// `2026-11-22T22:04:05Z`.
    var iso8601: String { "\(date)T\(clock):\(Self.two(second % 60))Z" }

    /// `2026-11-22 22:04`.
    var text: String { "\(date) \(clock)" }

    private var date: String { "\(year)-\(Self.two(month))-\(Self.two(day))" }
    private var clock: String { "\(Self.two(second / 3_600)):\(Self.two(second / 60 % 60))" }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
