extension Int {
    /// The number with its noun: `1 segment`, `2 segments`.
    func counted(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}

extension Double {
    /// A length in seconds as a person says it: `7 h 02 min`, `3 min 20 s`, `12 s`.
    var spokenLength: String {
        guard isFinite, self >= 0 else { return "–" }
        let whole = Int(rounded())
        let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60)
        if hours > 0 { return "\(hours) h \(String(minutes).leftPadded(to: 2, with: "0")) min" }
        if minutes > 0 { return "\(minutes) min \(String(seconds).leftPadded(to: 2, with: "0")) s" }
        return "\(seconds) s"
    }
}

extension String {
    /// The text with something put before it until it is `width` characters long.
    func leftPadded(to width: Int, with filler: Character = " ") -> String {
        String(repeating: filler, count: Swift.max(0, width - count)) + self
    }
}
