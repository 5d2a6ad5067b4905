extension TakeFinding {
    /// What is wrong, as the rest of a sentence that begins with "The take".
    package var sentence: String {
        switch kind {
        case .tooLong: "has \(seconds(measured)) of speech where \(seconds(limit)) are the most"
        case .tooShort: "has \(seconds(measured)) of speech where \(seconds(limit)) are the least"
        case .longLead: "begins with \(seconds(measured)) of silence"
        case .longTail: "ends with \(seconds(measured)) of silence"
        case .longPause: "is silent for \(seconds(measured)) in the middle"
        case .tooQuiet: "is very quiet (\(decibels(measured)))"
        case .tooLoud: "is very loud (\(decibels(measured)))"
        case .clipped: "is clipped"
        case .offset: "has a constant offset"
        case .noise: "has noise in it"
        case .tone: "has a tone of \(seconds(measured)) in it"
        case .repeated: "says \(seconds(measured)) of it twice"
        case .cutOff: "ends in the middle of a sound"
        case .wrongWords: "says other words than the text (\(percent(measured)) of them)"
        case .missingWords: "leaves out words of the text"
        }
    }

    private func seconds(_ value: Double) -> String { "\((value * 10).rounded() / 10) s" }

    private func decibels(_ value: Double) -> String { "\(Int(value.rounded())) dBFS" }

    private func percent(_ value: Double) -> String { "\(Int((value * 100).rounded())) %" }
}
