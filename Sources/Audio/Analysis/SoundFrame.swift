/// What is heard in a fortieth of a second.
struct SoundFrame {
    /// Mean power, of samples whose full scale is 1.
    var power: Float
    /// The geometric mean of the spectrum's powers by their mean: near 0 for a vowel, 0.56 for white noise.
    var flatness: Float
    /// The shape of the spectrum: decibels in bands as wide as hearing resolves, down to 50 below the loudest band.
    var bands: SIMD16<Float>
}
