import Core
import Foundation
import Reporting
import Testing

/// The keys are promised in `docs/report.md`.
@Suite struct JSONReportTests {
    typealias Object = [String: Any]

    let renderer = OutputFormat.json.renderer()

    private func parse(_ text: String) throws -> Object {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? Object)
    }

    private func keys(_ value: Any?) throws -> Set<String> {
        Set(try #require(value as? Object).keys)
    }

    private static let jobKeys: Set<String> = [
        "attempts", "audioSeconds", "author", "chapters", "characters", "charactersDone", "createdAt", "diagnostics",
        "error", "finishedAt", "id", "options", "output", "outputBase", "outputs", "priority", "realtimeFactor",
        "segments", "source", "startedAt", "state", "synthesisSeconds", "takes", "title", "hasGaps",
    ]

    @Test func aReportHasItsKeys() throws {
        let report = try parse(renderer.render(Report.sample))
        #expect(try keys(report) == ["generatedAt", "jobs", "runs", "schema", "sidecarSessions", "summary"])
        #expect(report["schema"] as? Int == 1)
        #expect(report["generatedAt"] as? String == "2026-11-22T23:00:00Z")
        #expect(
            try keys(report["summary"]) == [
                "audioSeconds", "blocked", "cancelled", "completed", "failed", "flagged", "jobs", "queued", "running",
                "withGaps",
            ]
        )
        let run = try #require((report["runs"] as? [Object])?.first)
        #expect(
            try keys(run) == [
                "audioSeconds", "endedAt", "error", "exitCode", "id", "jobsBlocked", "jobsCompleted", "jobsFailed",
                "jobsWithGaps",
                "pid", "profile", "realtimeFactor", "segmentsDone", "startedAt", "state", "takesRejected",
                "takesReused", "wallSeconds",
            ]
        )
        #expect(run["wallSeconds"] as? Double == 2_700)
        #expect(run["realtimeFactor"] as? Double == 25_320.0 / 2_700)
        let session = try #require((report["sidecarSessions"] as? [Object])?.first)
        #expect(
            try keys(session) == [
                "ending", "engine", "error", "id", "instance", "model", "pid", "port", "program", "runID",
                "secondsToOnline", "status", "transitions",
            ]
        )
        #expect(abs((session["secondsToOnline"] as? Double ?? 0) - 0.6) < 1e-6)
        #expect(try keys((session["transitions"] as? [Object])?.first) == ["at", "status"])
    }

    @Test func aJobHasAllKeysInEveryState() throws {
        for state in JobState.allCases {
            let error: BatchError? = [.failed, .blocked].contains(state) ? .runaway : nil
            let list = ListReport(jobs: [.sample(1, "Emma", state, error: error)])
            let object = try parse(renderer.render(list))
            #expect(try keys(object) == ["jobs", "schema", "summary"])
            let job = try #require((object["jobs"] as? [Object])?.first)
            #expect(try keys(job) == Self.jobKeys)
            #expect(job["state"] as? String == state.rawValue)
            #expect(try keys(job["segments"]) == ["done", "failed", "flagged", "total"])
            #expect(try keys(job["takes"]) == ["accepted", "rejected", "reused"])
            #expect(
                try keys(job["options"]) == [
                    "chapterFiles", "format", "gaps", "instructions", "language", "overwrite", "seed", "speed", "voice",
                ]
            )
            if error == nil {
                #expect(job["error"] is NSNull)
            } else {
                #expect(try keys(job["error"]) == ["code", "details", "message", "remedy"])
            }
        }
    }

    @Test func aJobHasItsValues() throws {
        let report = try parse(renderer.render(Report.sample))
        let jobs = try #require(report["jobs"] as? [Object])
        #expect(jobs[0]["output"] as? String == "/out/Moby Dick.flac")
        #expect(jobs[0]["realtimeFactor"] as? Double == 12_600.0 / 220)
        #expect(jobs[0]["startedAt"] as? String == "2026-11-22T22:01:00Z")
        #expect(jobs[0]["author"] is NSNull)
        #expect(jobs[1]["output"] is NSNull)
        #expect(jobs[1]["realtimeFactor"] is NSNull)
        #expect((jobs[1]["error"] as? Object)?["code"] as? String == "synthesis.runaway")
        #expect(jobs[2]["title"] as? String == "源氏物語")
        #expect(jobs[2]["finishedAt"] is NSNull)
    }

    @Test func aJobInDetailHasItsKeys() throws {
        let detail = try parse(renderer.render(JobDetailReport.sample))
        #expect(try keys(detail) == ["chapters", "generatedAt", "job", "levels", "places", "schema", "takes"])
        #expect(try keys(detail["job"]) == Self.jobKeys)
        let chapters = try #require(detail["chapters"] as? [Object])
        #expect(
            try keys(chapters[1]) == [
                "done", "failed", "flagged", "ordinal", "segments", "speechSeconds", "startSeconds", "title",
            ]
        )
        #expect(chapters[1]["startSeconds"] as? Double == 3_725.4)
        #expect(chapters[1]["speechSeconds"] as? Double == 2)
        let levels = try #require(detail["levels"] as? [Object])
        #expect(
            try keys(levels[0]) == [
                "file", "leadInSeconds", "leadOutSeconds", "loudness", "meetsLevels", "noiseFloor", "peak", "rms",
                "seconds", "truePeak",
            ]
        )
        #expect(levels.map { $0["meetsLevels"] as? Bool } == [false, true, false])
        #expect(levels[2]["noiseFloor"] is NSNull)
        let places = try #require(detail["places"] as? [Object])
        #expect(places.map { $0["segment"] as? Int } == [2, 3])
        #expect(
            try keys(places[0]) == [
                "at", "attempts", "chapter", "error", "flagged", "gap", "rangeEnd", "rangeStart", "rejections",
                "segment",
                "state", "take", "text",
            ]
        )
        #expect(places[0]["error"] is NSNull)
        #expect((places[0]["rejections"] as? [Object])?.count == 1)
        #expect((places[1]["error"] as? Object)?["code"] as? String == "synthesis.runaway")
        let takes = try #require(detail["takes"] as? [Object])
        #expect(
            try keys(takes[0]) == [
                "audioSeconds", "checksum", "createdAt", "file", "id", "key", "reason", "review", "sampleRate",
                "samples",
                "seed", "segments", "synthesisSeconds", "verdict",
            ]
        )
        #expect(takes.map { $0["segments"] as? [Int] } == [[1], [2], [2], [3]])
    }

    @Test func aTakeHasItsReview() throws {
        let detail = try parse(renderer.render(JobDetailReport.sample))
        let takes = try #require(detail["takes"] as? [Object])
        let review = try #require(takes[2]["review"] as? Object)
        #expect(try keys(review) == ["findings", "measures", "transcript"])
        #expect(
            try keys(review["measures"]) == [
                "clipped", "clippedAt", "echo", "echoAt", "echoSeconds", "endDrop", "expectedSeconds", "leadSeconds",
                "level", "longestPause", "noiseAt", "noiseFloor", "noiseSeconds", "offset", "pauseAt", "peak",
                "speechSeconds", "tailSeconds", "toneAt", "toneSeconds",
            ]
        )
        #expect(try keys(review["transcript"]) == ["added", "alignment", "missing", "model", "text", "wordErrorRate"])
        let findings = try #require(review["findings"] as? [Object])
        #expect(try keys(findings[0]) == ["at", "kind", "limit", "measured", "sentence", "severity"])
        #expect(findings[0]["sentence"] as? String == "The take leaves out words of the text.")
        #expect(findings.map { $0["at"] as? Double } == [nil, 1.25])
        #expect((takes[0]["review"] as? Object)?["transcript"] is NSNull)
    }

    @Test func aPlaceIsFoundInTheBook() throws {
        let places = try #require(try parse(renderer.render(JobDetailReport.sample))["places"] as? [Object])
        #expect(places.map { $0["flagged"] as? Bool } == [true, false])
        #expect(places.map { $0["take"] as? Int } == [12, nil])
        // Estimated times are not for programs.
        #expect(places.allSatisfy { $0["at"] is NSNull })
        let layout = BookLayout(spans: [1: 0.5..<2, 2: 3.25..<5])
        let known = try parse(renderer.render(JobDetailReport.sample(layout: layout)))
        #expect((known["places"] as? [Object])?.map { $0["at"] as? Double } == [3.25, nil])
    }

    @Test func aGapIsTold() throws {
        let detail = try parse(renderer.render(JobDetailReport.withGap))
        #expect((detail["job"] as? Object)?["hasGaps"] as? Bool == true)
        let place = try #require((detail["places"] as? [Object])?.first)
        #expect(place["gap"] as? Bool == true && place["flagged"] as? Bool == true)
        var run = Run.sample
        run.totals.jobsWithGaps = 1
        var job = JobDetailReport.withGap.job.job
        job.options.gaps = .allow
        let report = try parse(renderer.render(Report(jobs: [job], runs: [run], generatedAt: .evening)))
        #expect((report["summary"] as? Object)?["withGaps"] as? Int == 1)
        #expect((report["runs"] as? [Object])?.first?["jobsWithGaps"] as? Int == 1)
        #expect(((report["jobs"] as? [Object])?.first?["options"] as? Object)?["gaps"] as? String == "allow")
    }

    @Test func aTranscriptHasItsAlignment() throws {
        let takes = try #require(try parse(renderer.render(JobDetailReport.sample))["takes"] as? [Object])
        let transcript = (takes[2]["review"] as? Object)?["transcript"] as? Object
        let words = try #require(transcript?["alignment"] as? [Object])
        #expect(words.map { $0["relation"] as? String } == ["heard", "other", "heard"])
        #expect(words[1]["textStart"] as? Int == 12 && words[1]["textEnd"] as? Int == 17)
        #expect(words[1]["heardStart"] as? Int == 11 && words[1]["heardEnd"] as? Int == 15)
    }

    /// A share of clipped samples is far below a thousandth.
    @Test func smallNumbersKeepTheirValue() throws {
        var measures = TakeMeasures()
        measures.clipped = 0.000_25
        let finding = TakeFinding(.clipped, measured: 0.000_25, limit: 0.000_1, severity: 2.5, at: 0.12345)
        let take = JobDetailReport.take(12, for: 102, .accepted, TakeReview(measures: measures, findings: [finding]))
        let detail = JobDetailReport(
            job: .sample(2, "Two Cities", .completed),
            chapters: [],
            segments: [],
            takes: [take],
            generatedAt: .evening
        )
        let review = (try parse(renderer.render(detail))["takes"] as? [Object])?.first?["review"] as? Object
        let found = try #require((review?["findings"] as? [Object])?.first)
        #expect(found["measured"] as? Double == 0.000_25)
        #expect(found["limit"] as? Double == 0.000_1)
        #expect(found["at"] as? Double == 0.12345)
        #expect((review?["measures"] as? Object)?["clipped"] as? Double == 0.000_25)
    }

    @Test(arguments: [0, 1, 32, 33, 500]) func aLongReportIsWrittenInPieces(jobs count: Int) throws {
        let jobs = (0..<count).map { number in
            Job.sample(Int64(number), "\n  \"jobs\" : [ \(number)", JobState.allCases[number % 6], error: .runaway)
        }
        let report = Report(jobs: jobs, runs: [.sample], sidecarSessions: [.sample], generatedAt: .evening)
        var (text, pieces) = ("", 0)
        try renderer.write(report) { piece in
            text += piece
            pieces += 1
        }
        #expect(text == (try renderer.render(report)))
        #expect(pieces >= count / 32)
        text = ""
        try renderer.write(ListReport(jobs: jobs)) { text += $0 }
        #expect(text == (try renderer.render(ListReport(jobs: jobs))))
    }

    @Test func anEmptyReportIsWhole() throws {
        let expected = """
            {
              "generatedAt" : "2026-11-22T22:00:00Z",
              "jobs" : [

              ],
              "runs" : [

              ],
              "schema" : 1,
              "sidecarSessions" : [

              ],
              "summary" : {
                "audioSeconds" : 0,
                "blocked" : 0,
                "cancelled" : 0,
                "completed" : 0,
                "failed" : 0,
                "flagged" : 0,
                "jobs" : 0,
                "queued" : 0,
                "running" : 0,
                "withGaps" : 0
              }
            }

            """
        #expect(try renderer.render(Report(jobs: [], generatedAt: .evening)) == expected)
    }
}

@Suite struct DocumentationTests {
    /// `docs/report.md` names every key that is written.
    @Test func describesEveryKey() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let text = try String(contentsOf: root.appending(path: "docs/report.md"), encoding: .utf8)
        let renderer = JSONReportRenderer()
        let documents = [try renderer.render(Report.sample), try renderer.render(JobDetailReport.sample)]
        let keys = try documents.reduce(into: Set<String>()) { keys, document in
            Self.collect(try JSONSerialization.jsonObject(with: Data(document.utf8)), into: &keys)
        }
        // Names in an error's details are data.
        #expect(keys.subtracting(["seconds"]).filter { !text.contains("`\($0)`") }.isEmpty)
    }

    private static func collect(_ value: Any, into keys: inout Set<String>) {
        if let object = value as? [String: Any] {
            keys.formUnion(object.keys)
            object.values.forEach { collect($0, into: &keys) }
        } else if let array = value as? [Any] {
            array.forEach { collect($0, into: &keys) }
        }
    }
}
