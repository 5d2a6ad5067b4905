internal import Audio
internal import Core
internal import Foundation
internal import Quality
internal import Speech

/// One key that a profile file may hold: where it stands, what it may be, and which setting it becomes.
struct ProfileKey: Sendable {
    /// Table and name, such as `voice.speed`.
    let path: String
    /// What the value must be, in words, for the error.
    let expected: String
    /// Puts the value into a profile; false when it is none that the key takes.
    let apply: @Sendable (ProfileValue, inout Profile) -> Bool

    init(
        _ path: String,
        _ expected: String,
        apply: @escaping @Sendable (ProfileValue, inout Profile) -> Bool
    ) {
        self.path = path
        self.expected = expected
        self.apply = apply
    }

    static func text(
        _ path: String,
        _ expected: String = "a text that is not empty",
        set: @escaping @Sendable (String, inout Profile) -> Bool
    ) -> ProfileKey {
        ProfileKey(path, expected) { value, profile in
            guard case .text(let text) = value, !text.isEmpty else { return false }
            return set(text, &profile)
        }
    }

    static func number(
        _ path: String,
        in range: ClosedRange<Double>,
        set: @escaping @Sendable (Double, inout Profile) -> Void
    ) -> ProfileKey {
        ProfileKey(path, "a number from \(range.lowerBound) to \(range.upperBound)") { value, profile in
            guard let number = value.number, range.contains(number) else { return false }
            set(number, &profile)
            return true
        }
    }

    static func integer(
        _ path: String,
        in range: ClosedRange<Int>,
        set: @escaping @Sendable (Int, inout Profile) -> Void
    ) -> ProfileKey {
        ProfileKey(path, "a whole number from \(range.lowerBound) to \(range.upperBound)") { value, profile in
            guard case .integer(let number) = value, range.contains(number) else { return false }
            set(number, &profile)
            return true
        }
    }
}

extension ProfileKey {
    /// Every key there is, in the order of the README's reference.
    static let all: [ProfileKey] = run + voice + check + output + pauses + mastering + sidecar + endpoint

    static func word<Word: RawRepresentable<String> & CaseIterable & SendableMetatype>(
        _ path: String,
        into property: any WritableKeyPath<Profile, Word> & Sendable
    ) -> ProfileKey {
        text(path, "one of \(list(Word.allCases.map(\.rawValue)))") { value, profile in
            guard let word = Word(rawValue: value) else { return false }
            profile[keyPath: property] = word
            return true
        }
    }

    private static func text(
        _ path: String,
        oneOf words: [String],
        into property: any WritableKeyPath<Profile, String?> & Sendable
    ) -> ProfileKey {
        text(path, "one of \(list(words))") { value, profile in
            profile[keyPath: property] = value
            return words.contains(value)
        }
    }

    private static func list(_ words: [String]) -> String { words.joined(separator: ", ") }

    /// A text that one property holds as it is.
    static func text(
        _ path: String,
        _ expected: String = "a text that is not empty",
        into property: any WritableKeyPath<Profile, String?> & Sendable
    ) -> ProfileKey {
        text(path, expected) { value, profile in
            profile[keyPath: property] = value
            return true
        }
    }

    private static let run: [ProfileKey] = [
        text("run.until", "a time such as \"07:00\"") { value, profile in
            profile.until = TimeOfDay(value)
            return profile.until != nil
        },
        integer("run.workers", in: 1...1024) { $1.workers = $0 },
        integer("run.restarts", in: 0...100) { $1.restarts = $0 },
        number("run.outage_timeout", in: 0...86_400) { $1.outageTimeout = $0 },
        word("run.gaps", into: \.gaps),
    ]

    private static let voice: [ProfileKey] = [
        text("voice.speaker", into: \.speaker),
        text("voice.design", "a voice in words", into: \.design),
        text("voice.clone", "a recording's path", into: \.clone),
        text("voice.clone_text", "what is said in the recording", into: \.cloneText),
        text("voice.instructions", "how to speak, in words", into: \.instructions),
        text("voice.language", "a language tag such as \"en-US\"") {
            $1.language = $0
            return LanguageTag.isLanguage($0)
        },
        number("voice.speed", in: 0.25...4) { $1.speed = $0 },
        integer("voice.seed", in: 0...Int(Int32.max)) { $1.seed = $0 },
    ]

    private static let output: [ProfileKey] = [word("output.format", into: \.format)]

    /// The longest pause, in seconds, that is taken for meant.
    private static let pauseRange = 0.0...60.0

    private static let pauses: [ProfileKey] = [
        number("pauses.clause", in: pauseRange) { $1.pauses.clause = $0 },
        number("pauses.sentence", in: pauseRange) { $1.pauses.sentence = $0 },
        number("pauses.paragraph", in: pauseRange) { $1.pauses.paragraph = $0 },
        number("pauses.heading", in: pauseRange) { $1.pauses.heading = $0 },
        number("pauses.scene_break", in: pauseRange) { $1.pauses.sceneBreak = $0 },
        number("pauses.chapter", in: pauseRange) { $1.pauses.chapter = $0 },
    ]

    private static let sidecar: [ProfileKey] = [
        word("sidecar.engine", into: \.engine),
        text("sidecar.binary", "a path", into: \.binary),
        text("sidecar.model", "a folder's path", into: \.model),
        ProfileKey("sidecar.allow_download", "true or false") { value, profile in
            guard case .truth(let isAllowed) = value else { return false }
            profile.allowDownload = isAllowed
            return true
        },
        text("sidecar.device", "\"auto\", \"cpu\", \"cuda\", \"cuda:\" and a number, or \"mps\"") { value, profile in
            profile.device = value
            return value.wholeMatch(of: /auto|cpu|cuda(:\d+)?|mps/) != nil
        },
        text("sidecar.dtype", oneOf: ["auto", "bfloat16", "float16", "float32"], into: \.dtype),
        text("sidecar.attention", oneOf: ["auto", "eager", "sdpa", "flash_attention_2"], into: \.attention),
        integer("sidecar.max_concurrency", in: 1...1024) { $1.maxConcurrency = $0 },
        integer("sidecar.port", in: 0...65535) { $1.port = $0 },
        number("sidecar.start_timeout", in: 1...3600) { $1.startTimeout = $0 },
        number("sidecar.response_timeout", in: 1...3600) { $1.responseTimeout = $0 },
        number("sidecar.grace", in: 0...600) { $1.grace = $0 },
        ProfileKey("sidecar.environment", "a table of texts") { value, profile in
            guard case .texts(let variables) = value else { return false }
            profile.environment = variables
            return true
        },
    ]
}

extension ProfileKey {
    /// How takes are checked; `docs/quality.md` tells where the defaults come from.
    static let check: [ProfileKey] = [
        word("check.verify", into: \.checks.verification),
        integer("check.takes", in: 1...20) { $1.takes = $0 },
        text("check.model", "a folder's path", into: \.transcriptionModel),
        integer("check.transcribers", in: 1...256) { $1.transcribers = $0 },
        number("check.longest", in: 1...10) { $1.checks.limits.longest = $0 },
        number("check.shortest", in: 0...1) { $1.checks.limits.shortest = $0 },
        number("check.length_slack", in: 0...30) { $1.checks.limits.lengthSlack = $0 },
        number("check.lead", in: 0...60) { $1.checks.limits.lead = $0 },
        number("check.tail", in: 0...60) { $1.checks.limits.tail = $0 },
        number("check.pause", in: 0...60) { $1.checks.limits.pause = $0 },
        number("check.quietest", in: -96...0) { $1.checks.limits.quietest = $0 },
        number("check.loudest", in: -96...0) { $1.checks.limits.loudest = $0 },
        number("check.clipped", in: 0...1) { $1.checks.limits.clipped = $0 },
        number("check.offset", in: 0...1) { $1.checks.limits.offset = $0 },
        number("check.noise", in: 0...60) { $1.checks.limits.noise = $0 },
        number("check.noise_below", in: 0...96) { $1.checks.limits.noiseBelow = $0 },
        number("check.tone", in: 0...60) { $1.checks.limits.tone = $0 },
        number("check.echo", in: 0...60) { $1.checks.limits.echo = $0 },
        number("check.end_drop", in: 0...96) { $1.checks.limits.endDrop = $0 },
        number("check.tail_share", in: 0...1) { $1.checks.limits.tailShare = $0 },
        number("check.wrong_words", in: 0...1) { $1.checks.transcriptLimits.wrongWords = $0 },
        integer("check.missing_letters", in: 1...100) { $1.checks.transcriptLimits.missingLetters = $0 },
    ]
}

extension ProfileKey {
    private static let loudnessRange = -40.0 ... -5.0
    private static let roomToneRange = -90.0 ... -40.0
    private static let truePeakRange = -20.0...0.0
    private static let sampleRateRange = 8_000...96_000

    /// The keys of `[mastering]`.
    static let mastering: [ProfileKey] = [
        ProfileKey("mastering.loudness", "LUFS from -40 to -5, \"acx\" or \"off\"") { value, profile in
            switch value {
            case .text("off"): profile.mastering.loudness = .off
            case .text("acx"): profile.mastering.loudness = .acx
            default:
                guard let level = value.number, loudnessRange.contains(level) else { return false }
                profile.mastering.loudness = .level(level)
            }
            return true
        },
        text("mastering.scope", "one of book, chapter") { value, profile in
            guard let scope = Mastering.Scope(rawValue: value) else { return false }
            profile.mastering.scope = scope
            return true
        },
        number("mastering.true_peak", in: truePeakRange) { $1.mastering.truePeak = $0 },
        ProfileKey("mastering.room_tone", "dBFS from -90 to -40, or \"off\"") { value, profile in
            if case .text("off") = value {
                profile.mastering.roomTone = .off
                return true
            }
            guard let level = value.number, roomToneRange.contains(level) else { return false }
            profile.mastering.roomTone = .level(level)
            return true
        },
        integer("mastering.sample_rate", in: sampleRateRange) { $1.mastering.sampleRate = $0 },
    ]
}

extension ProfileKey {
    /// The table that a profile may hold several times.
    static let endpointTable = "endpoint"

    private static let dialectNames = SpeechDialect.all.map { "\"\($0.name)\"" }.joined(separator: ", ")

    /// The keys of `[[endpoint]]`; each goes into the profile's last endpoint.
    static let endpoint: [ProfileKey] = [
        text("endpoint.url", "an address such as \"http://127.0.0.1:8091\", without a name, a key or a query in it") {
            $1.lastEndpoint.url = $0
            return isAddress($0)
        },
        text("endpoint.dialect", "one of \(dialectNames)") { value, profile in
            guard let dialect = SpeechDialect.all.first(where: { $0.name == value }) else { return false }
            profile.lastEndpoint.dialect = dialect
            return true
        },
        text("endpoint.token_env", "the name of an environment variable, in capital letters, such as \"SPEECH_KEY\"") {
            $1.lastEndpoint.tokenVariable = $0
            // What does not look like a name may be the key itself, and would be shown as one.
            return $0.wholeMatch(of: #/[A-Z][A-Z0-9_]*/#) != nil
        },
        text("endpoint.model") {
            $1.lastEndpoint.model = $0
            return true
        },
        integer("endpoint.max_concurrency", in: 1...1024) { $1.lastEndpoint.maxConcurrency = $0 },
        integer("endpoint.sample_rate", in: 8000...192_000) { $1.lastEndpoint.sampleRate = $0 },
        ProfileKey("endpoint.voices", "a list of names such as [\"vivian\", \"ryan\"]") { value, profile in
            guard case .list(let names) = value, !names.isEmpty, !names.contains("") else { return false }
            profile.lastEndpoint.voices = names
            return true
        },
        text("endpoint.ca_file", "a path") {
            $1.lastEndpoint.certificateFile = $0
            return true
        },
        number("endpoint.response_timeout", in: 1...3600) {
            $1.lastEndpoint.responseTimeout = $0
            // A run has one timeout for all.
            $1.responseTimeout = $1.endpoints.map(\.responseTimeout).max() ?? $0
        },
    ]

    private static func isAddress(_ text: String) -> Bool {
        guard let parts = URLComponents(string: text), ["http", "https"].contains(parts.scheme?.lowercased()) else {
            return false
        }
        let isBare = parts.user == nil && parts.password == nil && parts.query == nil && parts.fragment == nil
        return isBare && parts.host?.isEmpty == false
    }
}

extension Profile {
    fileprivate var lastEndpoint: EndpointSettings {
        get { endpoints[endpoints.count - 1] }
        set { endpoints[endpoints.count - 1] = newValue }
    }
}
