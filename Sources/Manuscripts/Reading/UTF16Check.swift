/// What is wrong with UTF-16: halves of characters without the other half.
struct UTF16Check {
    /// The offset of the first bad unit, or the end.
    private(set) var firstBad: Int
    private(set) var badUnits = 0

    init(_ units: [UInt16]) {
        firstBad = units.count
        var index = 0
        while index < units.count {
            if UTF16.isLeadSurrogate(units[index]), index + 1 < units.count, UTF16.isTrailSurrogate(units[index + 1]) {
                index += 2
                continue
            }
            if UTF16.isSurrogate(units[index]) {
                firstBad = min(firstBad, index)
                badUnits += 1
            }
            index += 1
        }
    }
}
