/// One of the figures by which ACX accepts a file.
package enum ACXMeasure: Sendable, Hashable, CaseIterable {
    case rms
    case peak
    case noiseFloor
    case length

    /// As it is called in what people read.
    package var name: String {
        switch self {
        case .rms: "RMS"
        case .peak: "peak"
        case .noiseFloor: "noise floor"
        case .length: "length"
        }
    }
}

extension AudioLevels {
    /// The figures that are not what ACX asks for, see `ACXLevels`.
    package var missedACXMeasures: [ACXMeasure] { ACXMeasure.allCases.filter { !meets($0) } }

    private func meets(_ measure: ACXMeasure) -> Bool {
        switch measure {
        case .rms: rms.map(ACXLevels.rms.contains) ?? false
        case .peak: peak ?? -.infinity <= ACXLevels.highestPeak
        case .noiseFloor: noiseFloor ?? -.infinity <= ACXLevels.highestNoiseFloor
        case .length: seconds <= ACXLevels.longestFile
        }
    }
}
