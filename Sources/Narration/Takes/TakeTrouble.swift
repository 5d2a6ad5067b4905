internal import Core

/// The errors for answers that are no take at all.
enum TakeTrouble {
    static func swallowed(_ request: SpeechRequest, _ seconds: Double) -> BatchError {
        let heard = "\(seconds.tenths) s of audio"
        return bad("The engine swallowed text: it answered \(request.text.count) characters with \(heard).")
    }

    static func silent(_ request: SpeechRequest) -> BatchError {
        bad("The engine answered \(request.text.count) characters with silence.")
    }

    static func noise(_ request: SpeechRequest) -> BatchError {
        bad("The engine answered \(request.text.count) characters with noise at full scale.")
    }

    static func late(_ request: SpeechRequest, after limit: Duration) -> BatchError {
        BatchError(
            .synthesisTimeout,
            "The speech for \(request.text.count) characters was not complete after \(limit.components.seconds) s.",
            remedy: "Raise response_timeout in the profile if the engine is slow."
        )
    }

    static func runaway(_ request: SpeechRequest, _ seconds: Double) -> BatchError {
        BatchError(
            .synthesisRunaway,
            "The engine ran on to \(Int(seconds)) s for \(request.text.count) characters and was stopped.",
            remedy: "Enqueue the job again with another --seed, or change the text."
        )
    }

    /// Why a take with something wrong was not accepted.
    static func rejected(_ review: TakeReview) -> BatchError {
        let words = review.findings.contains { $0.kind == .wrongWords || $0.kind == .missingWords }
        return BatchError(
            words ? .synthesisMisread : .synthesisBadAudio,
            "The take \(review.findings.map(\.sentence).joined(separator: "; it "))" + ".",
            remedy: "It is made again; if none is good, the best is taken and the place is flagged in the report.",
            details: ["findings": review.findings.map(\.kind.rawValue).joined(separator: ",")]
        )
    }

    private static func bad(_ message: String) -> BatchError {
        BatchError(
            .synthesisBadAudio,
            message,
            remedy: "Enqueue the job again with another --seed or voice, or change the text."
        )
    }
}

extension Double {
    /// Rounded to one decimal.
    fileprivate var tenths: Double { (self * 10).rounded() / 10 }
}
