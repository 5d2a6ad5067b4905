import Foundation

/// A good take with its text, as mono 16-bit samples.
struct Recording {
    var text: String
    var samples: [Int16]
    var sampleRate: Int

    /// The samples from the first to the last that is louder than a hundredth of full scale.
    var speech: Range<Int> {
        let first = samples.firstIndex { abs(Int($0)) > 328 } ?? 0
        let last = samples.lastIndex { abs(Int($0)) > 328 } ?? samples.count - 1
        return first..<max(first + 1, last + 1)
    }

    /// The root mean square of the speech, in steps.
    var level: Double {
        let speech = samples[speech]
        return (speech.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(speech.count)).squareRoot()
    }

    func seconds(_ value: Double) -> Int { Int(value * Double(sampleRate)) }
}
