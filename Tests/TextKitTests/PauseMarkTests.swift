import Testing
import TextKit

/// The marks at which speech pauses, of all scripts.
@Suite struct PauseMarkTests {
    @Test(
        arguments: [
            (".!?…。！？．｡‽؟۔।॥։።။", .sentence), (";:—；：؛", .clause), (",、，،", .comma),
            (" -–'\"“”«»()[]「」・·&%aéж灯がㄱก1", nil),
        ] as [(String, PauseMark?)]
    )
    func areKnown(scalars: String, mark: PauseMark?) {
        for scalar in scalars.unicodeScalars {
            #expect(PauseMark(scalar) == mark, "U+\(String(scalar.value, radix: 16))")
        }
    }

    /// The length check takes all of a kind for one pause.
    @Test(
        arguments: [
            ("a.", 7), ("a。", 7), ("a：", 7), ("a；", 7), ("a؟", 7), ("a।", 7), ("a—", 7), ("a,", 4), ("a、", 4),
            ("a،", 4),
            ("a?!", 7), ("a……", 7), ("a”", 1),
        ] as [(String, Double)]
    )
    func takeTime(text: String, length: Double) {
        #expect(SpokenLength.of(text) == length)
    }
}
