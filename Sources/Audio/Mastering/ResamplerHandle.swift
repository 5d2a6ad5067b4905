internal import CSoxr

/// One resampler of libsoxr for mono sound, freed when it goes out of scope; the only place that touches its pointers.
struct ResamplerHandle: ~Copyable {
    private let pointer: soxr_t
    private let ratio: Double

    init(from input: Int, to output: Int) {
        // 20 bits, linear phase: what is wrong is below the last of 16 bits.
        var quality = soxr_quality_spec(UInt(SOXR_HQ), 0)
        guard let created = soxr_create(Double(input), Double(output), 1, nil, nil, &quality, nil) else {
            preconditionFailure("libsoxr refuses \(input) to \(output) Hz, or there is no memory")
        }
        pointer = created
        ratio = Double(output) / Double(input)
    }

    deinit { soxr_delete(pointer) }

    /// Resamples the next part of a signal.
    ///
    /// - Parameters:
    ///   - samples: What comes next.
    ///   - isLast: Whether the signal ends with it; the next part then begins another signal.
    /// - Returns: As much as is known by then.
    mutating func process(_ samples: [Float], isLast: Bool) -> [Float] {
        var result = [Float](repeating: 0, count: Int(Double(samples.count) * ratio) + 4_096)
        var filled = 0
        var taken = 0
        samples.withUnsafeBufferPointer { input in
            while taken < input.count {
                var (used, made) = (0, 0)
                result.withUnsafeMutableBufferPointer { output in
                    let target = output.baseAddress.map { $0 + filled }
                    let source = input.baseAddress.map { $0 + taken }
                    _ = soxr_process(
                        pointer,
                        source,
                        input.count - taken,
                        &used,
                        target,
                        output.count - filled,
                        &made
                    )
                }
                taken += used
                filled += made
                if filled == result.count { result += [Float](repeating: 0, count: 65_536) }
                guard used > 0 || made > 0 else { break }
            }
        }
        if isLast {
            while true {
                var made = 0
                if filled == result.count { result += [Float](repeating: 0, count: 65_536) }
                result.withUnsafeMutableBufferPointer { output in
                    let target = output.baseAddress.map { $0 + filled }
                    _ = soxr_process(pointer, nil, 0, nil, target, output.count - filled, &made)
                }
                filled += made
                guard made > 0 else { break }
            }
            _ = soxr_clear(pointer)
        }
        result.removeLast(result.count - filled)
        return result
    }
}
