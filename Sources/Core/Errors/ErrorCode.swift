/// The stable name of one kind of trouble.
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
