internal import CEBUR128

/// One measurement of libebur128, freed when it goes out of scope; the only place that touches that library's pointers.
struct LoudnessHandle: ~Copyable {
    private var pointer: UnsafeMutablePointer<ebur128_state>?

    /// Begins to measure mono sound.
    ///
    /// - Parameter sampleRate: Samples per second, from 16 up.
    init(sampleRate: Int) {
        // The histogram keeps memory flat; it puts blocks into steps of 0.1 LU.
        let mode = EBUR128_MODE_I.rawValue | EBUR128_MODE_HISTOGRAM.rawValue
        pointer = ebur128_init(1, UInt(sampleRate), Int32(mode))
        precondition(pointer != nil, "libebur128 refuses \(sampleRate) Hz, or there is no memory")
    }

    deinit {
        var open = pointer
        if open != nil { ebur128_destroy(&open) }
    }

    mutating func feed(_ samples: UnsafeBufferPointer<Int16>) {
        guard let start = samples.baseAddress, !samples.isEmpty else { return }
        let result = ebur128_add_frames_short(pointer, start, samples.count)
        precondition(result == Int32(EBUR128_SUCCESS.rawValue), "libebur128 ran out of memory")
    }

    /// The integrated loudness of all that was fed, in LUFS; nil while nothing is above the gate of -70.
    var loudness: Double? {
        var found = 0.0
        let result = ebur128_loudness_global(pointer, &found)
        return result == Int32(EBUR128_SUCCESS.rawValue) && found.isFinite ? found : nil
    }
}
