import Core
import Foundation
@testable import Reporting
import Testing
import TextKit

@Suite struct TextReportTests {
    let renderer = TextReportRenderer(width: 100, timeZone: .gmt)

    @Test func readsWell() {
        let expected = """
            4 jobs: 1 completed, 1 failed, 2 blocked · 3 h 32 min of audio · 2 flagged places

            ID  STATE      TITLE               SEGMENTS       AUDIO   SPEED  REJECTED  REUSED  FLAGGED
             1  completed  Moby Dick            120/120  3 h 31 min  57.3 ×         2      20        2
             2  failed     Two Cities  3/120 (1 failed)        30 s       –         2       0        0
             3  blocked    源氏物語               3/120        30 s       –         2       0        0
             4  blocked    Emma                   3/120        30 s       –         2       0        0

            Errors
              Job 2 (Two Cities) is failed
                synthesis.runaway: The voice did not stop.
                → Try another seed.
              2 jobs (3–4) are blocked
                output.diskFull: The disk is full.
                → Free some space.

            Warnings
              take.notHeard, 2 jobs (1, 4)
                In the first of them: 3 takes were not heard.
              check.acousticOnly, job 3 (源氏物語)
                Nobody knows Japanese.

            Runs
              2  overnight  drained  2026-11-22 22:00, 45 min 00 s · 1 completed, 1 failed · 7 h 02 min of
                audio, 9.4 × realtime · 4 takes rejected · exit code 1

            Sidecars
              1  run 2  embedded heart · pid 4321 · port 40000 · starting → online → offline · ready after 0.6
                s · exited 0

            """
        #expect(renderer.render(Report.sample) == expected)
    }

    @Test func listsJobs() {
        let expected = """
            ID  STATE   PRIORITY  TITLE  SEGMENTS  AUDIO
             1  queued         0  Emma      3/120   30 s

            1 job: 1 queued · 30 s of audio

            """
        #expect(renderer.render(ListReport(jobs: [.sample(1, "Emma", .queued)])) == expected)
        #expect(renderer.render(ListReport(jobs: [])) == "The queue is empty.\n")
    }

    @Test func showsOneJobInDetail() {
        let text = renderer.render(JobDetailReport.sample)
        #expect(text.hasPrefix("Job 2: Two Cities · failed\n  Source    /books/Two Cities.txt\n"))
        #expect(text.contains("  Output    /out/Two Cities (not yet)\n"))
        #expect(text.contains("    seconds: 60\n"))
        #expect(text.contains("      2  The Mail  1/2 (1 failed, 1 flagged)     2 s  1:02:05\n"))
        let levels = """

            FILE             LENGTH       RMS     PEAK   FLOOR    LOUDNESS  ACX
            book.mp3     2 h 30 min    −20 dB  −3.4 dB  −70 dB  −19.8 LUFS  does not meet the levels: length
            01 One.mp3  10 min 00 s  −20.5 dB    −3 dB  −60 dB           –  meets the levels
            02 Two.mp3  10 min 00 s  −23.2 dB    −4 dB       –           –  does not meet the levels: RMS
              ACX asks for an RMS of −23 to −18 dB, a peak of −3 dB at most, a noise floor of −60 dB at most,
                120 min at most.

            """
        #expect(text.contains(levels))
        let places = """
            Retakes and flagged places
              (times with ≈ are estimated from the lengths of takes)
              ≈ 1:02:05.4  chapter 2, segment 2, flagged
                text:  “It was the "Dover" road.”
                heard: “it was the over road”
                take 11, seed 1, rejected: The voice did not stop. [synthesis.runaway]
                take 12, seed 1, used: leaves out words of the text; has noise in it, at 1.3 s
              chapter 2, segment 3, failed: “Huh?”
                take 13, seed 1, rejected: The voice did not stop. [synthesis.runaway]
                failed: The voice did not stop. [synthesis.runaway]

            """
        #expect(text.hasSuffix("\n" + places))
    }

    @Test func saysWherePlacesAre() {
        let text = renderer.render(JobDetailReport.sample(layout: BookLayout(spans: [2: 3_723.96..<3_726])))
        #expect(text.contains("\n  1:02:04.0  chapter 2, segment 2, flagged\n"))
        #expect(!text.contains("≈"))
    }

    @Test func aFindingOfARunIsNotSaidToBeInTheSource() {
        var job = Job.sample(1, "Emma", .completed)
        job.diagnostics = [Diagnostic(.note, code: "voice.instructionsIgnored", message: "They are ignored.")]
        let detail = JobDetailReport(job: job, chapters: [], segments: [], takes: [], generatedAt: .evening)
        #expect(renderer.render(detail).contains("\nFindings\n  note: They are ignored. [voice.instructionsIgnored]\n"))
    }

    @Test func saysWhereNothingIsSpoken() {
        let text = renderer.render(JobDetailReport.withGap)
        #expect(text.hasPrefix("Job 2: Two Cities · completed with gaps\n"))
        #expect(text.contains("\n  Gaps      1 segment is not spoken: a pause stands in its place\n"))
        let place = """
              0:00:02.0  chapter 1, segment 2, not spoken: “Hm.”
                take 11, seed 1, rejected: The voice did not stop. [synthesis.runaway]
                take 12, seed 1, a pause: is a pause in the place of its text

            """
        #expect(text.hasSuffix(place))
        var run = Run.sample
        run.totals.jobsWithGaps = 1
        let jobs = [JobDetailReport.withGap.job.job, .sample(3, "Emma", .completed)]
        let report = renderer.render(Report(jobs: jobs, runs: [run], generatedAt: .evening))
        #expect(report.hasPrefix("2 jobs: 2 completed (1 with gaps) · "))
        #expect(report.contains("\n 2  completed with gaps  Two Cities "))
        #expect(report.contains(" · 1 completed (1 with gaps), 1 failed · "))
        #expect(renderer.render(ListReport(jobs: jobs)).contains("\n 2  completed with gaps "))
    }

    @Test(arguments: [40, 60, 80, 200])
    func keepsToTheWidth(width: Int) {
        let title = "The Life and Strange Surprizing Adventures of Robinson Crusoe, of York, Mariner 魯濱遜漂流記"
        let jobs = [Job.sample(1, title, .failed, error: .runaway), .sample(2, "短い本", .completed)]
        let renderer = TextReportRenderer(width: width, timeZone: .gmt)
        let text = renderer.render(ListReport(jobs: jobs))
        let widths = text.split(separator: "\n").map { String($0).displayWidth }
        // The other columns alone take 65.
        #expect(widths.allSatisfy { $0 <= max(width, 65) })
        #expect(text.contains(title) == (width == 200))
    }

    @Test func isNotFooledByControlCharacters() {
        let text = renderer.render(ListReport(jobs: [.sample(1, "a\u{1B}[31m\nb\u{202E}c", .queued)]))
        #expect(!text.unicodeScalars.contains("\u{1B}"))
        #expect(!text.unicodeScalars.contains("\u{202E}"))
        #expect(text.contains("a [31m b c"))
    }

    @Test(
        arguments: [
            ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한글", 4), ("🎧", 2), ("❤️", 2), ("–", 1),
            ("ｆ", 2), ("\u{200B}", 0),
        ]
    )
    func measuresColumns(text: String, width: Int) {
        #expect(text.displayWidth == width)
    }

    @Test(arguments: [("日本語の本", 6, "日本…"), ("abcdef", 6, "abcdef"), ("abcdef", 3, "ab…"), ("abc", 0, "")])
    func cutsBetweenCharacters(text: String, width: Int, cut: String) {
        #expect(text.truncated(to: width) == cut)
    }

    @Test func wrapsBetweenWordsAndKeepsLongOnes() {
        #expect("  one two three".wrapped(to: 10) == "  one two\n    three")
        #expect("  /a/very/long/path is".wrapped(to: 8) == "  /a/very/long/path\n    is")
        #expect("short".wrapped(to: 10) == "short")
    }

    @Test(
        arguments: [
            (0.04, "0 s"), (0.6, "0.6 s"), (9.96, "10 s"), (59.7, "1 min 00 s"), (200, "3 min 20 s"),
            (25_320, "7 h 02 min"), (.nan, "–"),
        ]
    )
    func saysLengths(seconds: Double, text: String) {
        #expect(seconds.spoken == text)
    }

    @Test func drawsIDsTogether() {
        #expect([Job.ID]([3, 1, 2, 7, 9, 10]).ranges == "1–3, 7, 9–10")
    }
}
