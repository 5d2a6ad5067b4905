import Audio
import Core
import Foundation
@testable import Narration
import Quality
import Testing
import TestSupport

@Suite("Profiles")
struct ProfileTests {
    private func parse(_ text: String) throws -> Profile {
        try ProfileFile(name: "test", path: "jobs/test.toml", text: text).parse()
    }

    @Test func anEmptyFileHasTheDefaults() throws {
        #expect(try parse("") == Profile(name: "test"))
    }

    @Test func theProfileOfTheRepositoryIsValid() throws {
        let file = Repository.root.appending(path: "jobs/overnight.toml")
        let text = try String(contentsOf: file, encoding: .utf8)
        let profile = try parse(text)
        #expect(profile.speaker == "heart")
        // What is commented out shows the default, so taking the marks away changes nothing.
        let uncommented = text.split(separator: "\n").map { line in
            line.hasPrefix("# ") && line.contains(" = ") && !line.contains("until") ? line.dropFirst(2) : line
        }
        var expected = profile
        expected.workers = 4
        expected.transcriptionModel = "~/models/faster-whisper-small"
        expected.transcribers = 2
        expected.mastering.truePeak = -1
        expected.mastering.roomTone = .off
        #expect(try parse(uncommented.joined(separator: "\n")) == expected)
    }

    @Test func everyProfileOfTheRepositoryIsValid() throws {
        let jobs = Repository.root.appending(path: "jobs")
        let names = try FileManager.default.contentsOfDirectory(atPath: jobs.path).filter { $0.hasSuffix(".toml") }
        #expect(names.count >= 4)
        for name in names { _ = try parse(try String(contentsOf: jobs.appending(path: name), encoding: .utf8)) }
    }

    @Test func everyKeyIsTakenOver() throws {
        let profile = try parse(
            """
            [run]
            until = "07:30"
            workers = 3
            restarts = 5
            outage_timeout = 90
            gaps = "allow"
            [check]
            verify = "transcript"
            takes = 4
            model = "whisper"
            transcribers = 2
            longest = 1.7
            shortest = 0.5
            length_slack = 1
            lead = 1
            tail = 2
            pause = 3
            quietest = -50
            loudest = -5
            clipped = 0.1
            offset = 0.2
            noise = 0.3
            noise_below = 12
            tone = 0.4
            echo = 0.6
            end_drop = 10
            tail_share = 0.1
            wrong_words = 0.2
            missing_letters = 5
            [voice]
            clone = "bella.wav"
            clone_text = "What Bella says."
            instructions = "Calmly."
            language = "en-GB"
            speed = 2
            seed = 9
            [output]
            format = "flac"
            [pauses]
            clause = 0.1
            sentence = 0.2
            paragraph = 0.3
            heading = 0.5
            scene_break = 0.6
            chapter = 0.7
            [mastering]
            loudness = -16
            scope = "chapter"
            true_peak = -2
            room_tone = -72.5
            sample_rate = 44100
            [sidecar]
            engine = "qwen"
            allow_download = true
            device = "cuda:0"
            dtype = "float16"
            attention = "sdpa"
            max_concurrency = 7
            binary = "bin/sidecar"
            model = "models/one"
            port = 5123
            start_timeout = 11
            response_timeout = 12
            grace = 13.5
            environment = { A = "b" }
            """
        )
        var expected = Profile(name: "test")
        expected.until = TimeOfDay("07:30")
        expected.workers = 3
        expected.takes = 4
        expected.restarts = 5
        expected.checks.verification = .transcript
        expected.transcriptionModel = "whisper"
        expected.transcribers = 2
        expected.checks.limits.longest = 1.7
        expected.checks.limits.shortest = 0.5
        expected.checks.limits.lengthSlack = 1
        expected.checks.limits.lead = 1
        expected.checks.limits.tail = 2
        expected.checks.limits.pause = 3
        expected.checks.limits.quietest = -50
        expected.checks.limits.loudest = -5
        expected.checks.limits.clipped = 0.1
        expected.checks.limits.offset = 0.2
        expected.checks.limits.noise = 0.3
        expected.checks.limits.noiseBelow = 12
        expected.checks.limits.tone = 0.4
        expected.checks.limits.echo = 0.6
        expected.checks.limits.endDrop = 10
        expected.checks.limits.tailShare = 0.1
        expected.checks.transcriptLimits.wrongWords = 0.2
        expected.checks.transcriptLimits.missingLetters = 5
        expected.outageTimeout = 90
        expected.gaps = .allow
        expected.clone = "bella.wav"
        expected.cloneText = "What Bella says."
        expected.instructions = "Calmly."
        expected.language = "en-GB"
        expected.speed = 2
        expected.seed = 9
        expected.format = .flac
        expected.pauses = PauseLengths(
            clause: 0.1,
            sentence: 0.2,
            paragraph: 0.3,
            heading: 0.5,
            sceneBreak: 0.6,
            chapter: 0.7
        )
        expected.mastering = Mastering(
            loudness: .level(-16),
            scope: .chapter,
            truePeak: -2,
            roomTone: .level(-72.5),
            sampleRate: 44_100
        )
        expected.engine = .qwen
        expected.allowDownload = true
        expected.device = "cuda:0"
        expected.dtype = "float16"
        expected.attention = "sdpa"
        expected.maxConcurrency = 7
        expected.binary = "bin/sidecar"
        expected.model = "models/one"
        expected.port = 5123
        expected.startTimeout = 11
        expected.responseTimeout = 12
        expected.grace = 13.5
        expected.environment = ["A": "b"]
        #expect(profile == expected)
    }

    @Test(arguments: [
        ("[voice]\nspeeed = 1", "line 2", "voice.speeed", "voice.speed"),
        ("\n[vioce]\nspeed = 1", "line 3", "vioce.speed", "voice.speed"),
        ("voice.sped = 1", "line 1", "voice.sped", "voice.speed"),
        ("[sidecars]", "line 1", "sidecars", "sidecar"),
        ("speed = 1", "line 1", "speed", "voice.speed"),
        ("[voice]\nspeed = \"fast\"", "line 2", "voice.speed", "a number from 0.25 to 4.0"),
        ("[voice]\nspeed = 9", "line 2", "voice.speed", "a number from 0.25 to 4.0"),
        ("[voice]\nspeed = nan", "line 2", "voice.speed", "a number from 0.25 to 4.0"),
        ("[run]\nuntil = \"25:00\"", "line 2", "run.until", "07:00"),
        ("[run]\nworkers = 0", "line 2", "run.workers", "from 1 to 1024"),
        ("[run]\nworkers = 2.5", "line 2", "run.workers", "from 1 to 1024"),
        ("[run]\ngaps = \"never\"", "line 2", "run.gaps", "one of refuse, allow"),
        ("[output]\nformat = \"aac\"", "line 2", "output.format", "wav, flac, mp3, ogg, opus"),
        ("[mastering]\nloudness = -41", "line 2", "mastering.loudness", "from -40 to -5"),
        ("[mastering]\nloudness = \"loud\"", "line 2", "mastering.loudness", "acx"),
        ("[mastering]\nscope = \"segment\"", "line 2", "mastering.scope", "book, chapter"),
        ("[mastering]\ntrue_peak = 1", "line 2", "mastering.true_peak", "from -20.0 to 0.0"),
        ("[mastering]\nroom_tone = -30", "line 2", "mastering.room_tone", "from -90 to -40"),
        ("[mastering]\nsample_rate = 4000", "line 2", "mastering.sample_rate", "from 8000"),
        ("[sidecar]\nport = 70000", "line 2", "sidecar.port", "from 0 to 65535"),
        ("[sidecar]\nenvironment = { A = 1 }", "line 2", "sidecar.environment", "a table of texts"),
        ("[sidecar]\nengine = \"qven\"", "line 2", "sidecar.engine", "auto, embedded, qwen"),
        ("[sidecar]\ndevice = \"gpu\"", "line 2", "sidecar.device", "cuda"),
        ("[sidecar]\ndtype = \"int8\"", "line 2", "sidecar.dtype", "bfloat16"),
        ("[sidecar]\nallow_download = \"yes\"", "line 2", "sidecar.allow_download", "true or false"),
        ("[sidecar]\nengine = \"qwen\"", "line 2", "sidecar.model", "the folder of a checkpoint"),
        ("[voice]\ndesign = \"Low.\"", "line 2", "voice.design", "needs the engine qwen"),
        ("[sidecar]\ndtype = \"float32\"", "line 2", "sidecar.dtype", "needs the engine qwen"),
        ("[voice]\nclone_text = \"Well.\"", "line 2", "voice.clone_text", "needs voice.clone"),
        ("[voice]\nspeaker = \"a\"\nclone = \"b\"", "line 3", "voice.clone", "exclude each other"),
        ("[voice\nspeed = 1", "line 1", "TOML", "Fix that line"),
    ])
    func aMistakeIsNamedWithItsPlace(text: String, place: String, key: String, hint: String) throws {
        let error = try #require(#expect(throws: BatchError.self) { try parse(text) })
        #expect(error.code == .profileInvalid)
        #expect(error.message.contains("jobs/test.toml, \(place):"), "\(error)")
        #expect(error.message.contains(key), "\(error)")
        #expect(error.description.contains(hint), "\(error)")
    }

    @Test(arguments: [
        ("[voice]\nspekaer = \"a\"", "Did you mean voice.speaker?"),
        ("[voice]\nspeaker_name = \"a\"", "The keys of [voice] are: speaker, design, "),
        ("[sidecar]\nspeaker = \"a\"", "Did you mean voice.speaker?"),
        ("[sidecar]\ntemperature = 1", "The keys of [sidecar] are: engine, binary, "),
        ("[vioce]\nfoo = 1", "Did you mean [voice]?"),
        ("[endpont]\nurl = \"http://host\"", "Did you mean endpoint.url?"),
        ("voice = 1", "It is a table: write its keys below [voice]."),
        ("[database]\nname = 1", "The README lists every key."),
    ])
    func onlyWhatIsNearIsSuggested(text: String, suggestion: String) throws {
        let error = try #require(#expect(throws: BatchError.self) { try parse(text) })
        #expect(error.remedy.hasPrefix(suggestion), "\(error)")
    }

    @Test func theNearestPlaceWins() async throws {
        try await withScratchFolder { folder in
            let finder = ProfileFinder(
                Workspace(environment: ["HOME": folder.path], workingDirectory: folder, executable: folder)
            )
            #expect(try finder.profile(named: "overnight") == .overnight)
            let places = [".config/qwen-batch/jobs", "jobs"]
            for (number, place) in places.enumerated() {
                let jobs = folder.appending(path: place)
                try FileManager.default.createDirectory(at: jobs, withIntermediateDirectories: true)
                try Data("[voice]\nseed = \(number + 10)".utf8).write(to: jobs.appending(path: "overnight.toml"))
                #expect(try finder.profile(named: "overnight").seed == number + 10)
            }
            #expect(try finder.profile(named: "./jobs/overnight.toml").seed == 11)
            let error = try #require(#expect(throws: BatchError.self) { try finder.profile(named: "weekend") })
            #expect(error.message.contains(folder.appending(path: "jobs/weekend.toml").path))
        }
    }
}
