internal import ManuscriptLaws

/// What a person needs to fix a broken law.
struct FuzzReport {
    private let input: HostileInput
    private let short: HostileInput
    private let breach: Breach

    /// Makes the input short, which may take a while.
    init(of input: HostileInput, breaking breach: Breach) {
        func broken(_ bytes: [UInt8]) -> Breach? {
            TextLaws.breaches(of: input.with(bytes)).first { $0.law == breach.law }
        }
        self.input = input
        // What takes long is not made to take long over and over.
        short = breach.law == .time ? input : input.with(Shrinker(input.bytes) { broken($0) != nil }.bytes)
        self.breach = broken(short.bytes) ?? breach
    }

    var text: String {
        """
        seed \(input.seed) breaks the law of \(breach.law.rawValue): \(breach.details.prefix(500))
          \(input.name), \(input.maxCharacters) characters a segment, language \(input.language ?? "none")
          \(short.bytes.count) of \(input.bytes.count) bytes: \(shown)
          again: make fuzz REPLAY=\(input.seed)
        """
    }

    /// The short input as a literal of Swift.
    private var shown: String {
        guard let text = String(validating: short.bytes, as: UTF8.self) else { return "\(short.bytes)" }
        let escaped = text.unicodeScalars.map { scalar in
            scalar.isASCII && scalar.value >= 0x20 && scalar != "\"" && scalar != "\\" || scalar.properties.isAlphabetic
                ? String(scalar) : scalar == "\n" ? "\\n" : "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        }
        return "\"\(escaped.joined())\""
    }
}

extension HostileInput {
    /// The same question about another file.
    fileprivate func with(_ bytes: [UInt8]) -> HostileInput {
        var other = self
        other.bytes = bytes
        return other
    }
}
