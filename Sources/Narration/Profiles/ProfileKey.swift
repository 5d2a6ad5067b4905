internal import Core

/// One key that a profile file may hold: where it stands, what it may be, and which setting it becomes.
package struct ProfileKey: Sendable {
    /// Table and name, such as `voice.speed`.
    package let path: String
    /// What the value must be, in words, for the error.
    package let expected: String
    /// Puts the value into a profile; false when it is none that the key takes.
    package let apply: @Sendable (ProfileValue, inout Profile) -> Bool

    package init(
        _ path: String,
        _ expected: String,
        apply: @escaping @Sendable (ProfileValue, inout Profile) -> Bool
    ) {
        self.path = path
        self.expected = expected
        self.apply = apply
    }

    package static func text(
        _ path: String,
        _ expected: String = "a text that is not empty",
        set: @escaping @Sendable (String, inout Profile) -> Bool
    ) -> ProfileKey {
        ProfileKey(path, expected) { value, profile in
            guard case .text(let text) = value, !text.isEmpty else { return false }
            return set(text, &profile)
        }
    }

    package static func number(
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

    package static func integer(
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
    package static let all: [ProfileKey] = run + voice + check + output + pauses + mastering + sidecar + endpoint

    package static func word<Word: RawRepresentable<String> & CaseIterable & SendableMetatype>(
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
    package static func text(
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
