internal import Core

/// Float samples to 16-bit ones; the only way float sound enters, so that nothing wraps and no NaN gets through.
enum SampleConversion {
    /// Converts samples whose full scale is 1, rounding to the nearest step and clipping what is louder.
    ///
    /// - Parameters:
    ///   - samples: Any magnitude.
    ///   - name: What they belong to, for the error.
    /// - Returns: As many samples.
    /// - Throws: `BatchError` with `synthesis.badAudio` for NaN and infinities.
    static func int16(_ samples: ArraySlice<Float>, of name: String) throws -> [Int16] {
        guard let bad = samples.firstIndex(where: { !$0.isFinite }) else {
            return samples.map { Int16(min(max(($0 * 32_768).rounded(), -32_768), 32_767)) }
        }
        throw BatchError(
            .synthesisBadAudio,
            "The take \(name) holds samples that are no numbers (\(samples[bad]) at \(bad - samples.startIndex)).",
            remedy: "Run again to synthesise it anew; if it comes back, restart the sidecar or use another seed.",
            details: ["sample": String(bad - samples.startIndex)]
        )
    }
}
