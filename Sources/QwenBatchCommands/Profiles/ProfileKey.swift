internal import BatchCore

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
    static let all: [ProfileKey] = run + voice + output + pauses + sidecar + endpoint

    private static let run: [ProfileKey] = [
        text("run.until", "a time such as \"07:00\"") { value, profile in
            profile.until = TimeOfDay(value)
            return profile.until != nil
        },
        integer("run.workers", in: 1...1024) { $1.workers = $0 },
        integer("run.attempts", in: 1...20) { $1.attempts = $0 },
        integer("run.restarts", in: 0...100) { $1.restarts = $0 },
        number("run.outage_timeout", in: 0...86_400) { $1.outageTimeout = $0 },
    ]

    private static let voice: [ProfileKey] = [
        text("voice.speaker") { value, profile in
            profile.speaker = value
            return true
        },
        text("voice.language", "a language tag such as \"en-US\"") { value, profile in
            profile.language = value
            return true
        },
        number("voice.speed", in: 0.25...4) { $1.speed = $0 },
        integer("voice.seed", in: 0...Int(Int32.max)) { $1.seed = $0 },
    ]

    private static let formatNames = AudioFormat.allCases.map(\.rawValue).joined(separator: ", ")

    private static let output: [ProfileKey] = [
        text("output.format", "one of \(formatNames)") { value, profile in
            guard let format = AudioFormat(rawValue: value) else { return false }
            profile.format = format
            return true
        }
    ]

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
        text("sidecar.engine", "\"embedded\"") { value, profile in
            profile.engine = value
            return value == "embedded"
        },
        text("sidecar.binary", "a path") { value, profile in
            profile.binary = value
            return true
        },
        text("sidecar.model", "a folder's path") { value, profile in
            profile.model = value
            return true
        },
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
