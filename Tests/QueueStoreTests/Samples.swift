import Core

extension NewJob {
    /// A job of as many chapters as there are arrays, with a segment for each text.
    static func sample(
        _ name: String,
        _ chapters: [[String]] = [["One sentence."]],
        priority: Int = 0,
        options: JobOptions = JobOptions(),
        diagnostics: [Diagnostic] = []
    ) -> NewJob {
        var offset = 0
        return NewJob(
            source: "/books/\(name).txt",
            fingerprint: "print of \(name)",
            title: name,
            options: options,
            outputBase: "/out/\(name)",
            priority: priority,
            chapters: chapters.enumerated().map { number, texts in
                NewChapter(
                    title: number == 0 ? nil : "Chapter \(number)",
                    segments: texts.map { text in
                        defer { offset += text.utf8.count }
                        return NewSegment(
                            text: text,
                            range: SourceRange(offset, offset + text.utf8.count),
                            boundary: text == texts.last ? .chapter : .paragraph
                        )
                    }
                )
            },
            diagnostics: diagnostics
        )
    }
}

extension NewTake {
    /// Half a second of audio that took a quarter of a second to make.
    static func sample(_ key: String, checksum: String = "c0ffee") -> NewTake {
        NewTake(
            key: key,
            verdict: .accepted,
            file: "\(key).wav",
            checksum: checksum,
            samples: 12_000,
            sampleRate: 24_000,
            seed: 7,
            synthesisSeconds: 0.25
        )
    }

    static func rejectedSample(_ key: String, file: String? = nil) -> NewTake {
        NewTake(
            key: key,
            verdict: .rejected,
            reason: .runaway,
            file: file,
            samples: 24_000,
            sampleRate: 24_000,
            seed: 8,
            synthesisSeconds: 0.5
        )
    }
}

extension BatchError {
    static let runaway = BatchError(
        .synthesisRunaway,
        "The voice did not stop.",
        remedy: "Try another seed.",
        details: ["seconds": "60", "path": "a/b"]
    )
    static let diskFull = BatchError(.outputDiskFull, "The disk is full.", remedy: "Free some space.")
}

extension ProcessIdentity {
    static func sample(_ pid: Int32) -> ProcessIdentity {
        ProcessIdentity(pid: pid, bootID: "boot", startTicks: 100)
    }
}

extension SealedBook {
    static func sample(_ outputs: [String], audioSeconds: Double) -> SealedBook {
        SealedBook(
            files: outputs.map { SealedFile(path: $0, inode: 1, bytes: 1, modifiedAt: 1) },
            audioSeconds: audioSeconds,
            chapterStarts: []
        )
    }
}
