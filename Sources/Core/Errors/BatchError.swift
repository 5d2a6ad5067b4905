/// An error that a person can act on: a stable code, what happened, what to do now.
package struct BatchError: Error, Sendable, Hashable, Codable {
    /// The stable code that scripts match on.
    package let code: ErrorCode
    /// What happened, as one sentence.
    package let message: String
    /// What to do now, as one sentence.
    package let remedy: String
    /// Further facts by name, such as the places searched or the last lines of a log.
    package let details: [String: String]

    package init(_ code: ErrorCode, _ message: String, remedy: String, details: [String: String] = [:]) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.details = details
    }
}

extension BatchError: CustomStringConvertible {
    package var description: String { "\(message) [\(code.rawValue)] \(remedy)" }
}

/// The stable name of one kind of error.
///
/// The raw value appears in the store, the report and the log, and is what scripts match on; it never changes once shipped.
/// `docs/errors.md` lists every code with its remedy.
package enum ErrorCode: String, Sendable, Hashable, Codable, CaseIterable {
    case sidecarBinaryMissing = "sidecar.binaryMissing"
    case sidecarNotExecutable = "sidecar.notExecutable"
    case sidecarPortConflict = "sidecar.portConflict"
    case sidecarStartTimeout = "sidecar.startTimeout"
    case sidecarDiedAtStart = "sidecar.diedAtStart"
    case sidecarImpostor = "sidecar.impostor"
    case sidecarCrashed = "sidecar.crashed"
    case sidecarUnresponsive = "sidecar.unresponsive"
    case endpointUnreachable = "endpoint.unreachable"
    case endpointUntrusted = "endpoint.untrusted"
    case endpointUnauthorized = "endpoint.unauthorized"
    case endpointUnsuitable = "endpoint.unsuitable"
    case endpointBusy = "endpoint.busy"
    case synthesisTimeout = "synthesis.timeout"
    case synthesisRejected = "synthesis.rejected"
    case synthesisFailed = "synthesis.failed"
    case synthesisRunaway = "synthesis.runaway"
    case synthesisBadAudio = "synthesis.badAudio"
    case synthesisMisread = "synthesis.misread"
    case transcriptFailed = "transcript.failed"
    case inputNotFound = "input.notFound"
    case inputUnreadable = "input.unreadable"
    case inputNotText = "input.notText"
    case inputEmpty = "input.empty"
    case outputNotWritable = "output.notWritable"
    case outputExists = "output.exists"
    case outputDiskFull = "output.diskFull"
    case storeLocked = "store.locked"
    case storeCorrupt = "store.corrupt"
    case storeNewer = "store.newer"
    case storeNoSuchJob = "store.noSuchJob"
    case storeWrongState = "store.wrongState"
    case runKilled = "run.killed"
    case verifyNoManifest = "verify.noManifest"
    case verifyManifestUnreadable = "verify.manifestUnreadable"
    case verifyAudioDiffers = "verify.audioDiffers"
    case verifySourceDiffers = "verify.sourceDiffers"
    case profileInvalid = "profile.invalid"
    case internalError = "internal.error"
}

extension ErrorCode {
    /// Who has to change something: the job itself, or its surroundings.
    package enum Blame: Sendable {
        case job
        case surroundings
    }

    /// A job's own fault makes it *failed*; the surroundings' fault makes it *blocked*, to be picked up by the next run.
    package var blame: Blame {
        switch self {
        case .synthesisTimeout, .synthesisRejected, .synthesisFailed, .synthesisRunaway, .synthesisBadAudio,
            .synthesisMisread, .transcriptFailed,
            .inputNotFound, .inputUnreadable, .inputNotText, .inputEmpty, .outputExists, .storeNoSuchJob,
            .storeWrongState, .verifyNoManifest, .verifyManifestUnreadable, .verifyAudioDiffers, .verifySourceDiffers:
            .job
        case .sidecarBinaryMissing, .sidecarNotExecutable, .sidecarPortConflict, .sidecarStartTimeout,
            .sidecarDiedAtStart, .sidecarImpostor, .sidecarCrashed, .sidecarUnresponsive,
            .endpointUnreachable, .endpointUntrusted, .endpointUnauthorized, .endpointUnsuitable, .endpointBusy,
            .outputNotWritable, .outputDiskFull, .storeLocked, .storeCorrupt, .storeNewer, .runKilled, .profileInvalid,
            .internalError:
            .surroundings
        }
    }
}

/// Something noteworthy in the input that does not stop the work.
package struct Diagnostic: Sendable, Hashable, Codable {
    /// How much the finding matters.
    package enum Severity: String, Sendable, Hashable, Codable {
        case note
        case warning
    }

    package let severity: Severity
    /// A stable name, such as `text.encodingFallback`.
    package let code: String
    package let message: String
    /// The 1-based line of the source, where there is one.
    package let line: Int?

    package init(_ severity: Severity, code: String, message: String, line: Int? = nil) {
        self.severity = severity
        self.code = code
        self.message = message
        self.line = line
    }
}
