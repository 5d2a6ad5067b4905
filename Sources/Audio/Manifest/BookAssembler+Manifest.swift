internal import Core
internal import Foundation

extension BookAssembler {
    /// The manifest of the sealed book.
    func bookManifest(_ facts: BookFacts) throws -> BookManifest {
        BookManifest(
            program: facts.program,
            title: facts.title,
            author: facts.author,
            source: facts.source,
            voice: facts.voice,
            audio: try audio(
                renderer.book.file.sealedURL,
                name: configuration.book.lastPathComponent,
                samples: renderer.book.samples,
                digest: renderer.book.samplesDigest
            ),
            mastering: masteringFacts,
            levels: renderer.levels.rounded,
            chapters: try chapterFacts(),
            segments: segmentFacts(facts)
        )
    }

    private var masteringFacts: BookManifest.Mastering {
        let mastering = configuration.mastering
        let (target, loudness): (String, Double?) =
            switch mastering.loudness {
            case .off: ("off", nil)
            case .level(let level): ("lufs", level)
            case .acx: ("acx", nil)
            }
        return BookManifest.Mastering(
            target: target,
            loudness: loudness,
            scope: mastering.scope.rawValue,
            truePeak: configuration.isMastered ? configuration.peakLimit : nil,
            roomTone: mastering.noiseLevel
        )
    }

    private func chapterFacts() throws -> [BookManifest.Chapter] {
        let files = renderer.folder?.hiddenFiles ?? []
        return try renderer.chapters.enumerated().map { index, chapter in
            BookManifest.Chapter(
                title: marks[index].title,
                start: chapter.range.lowerBound,
                end: chapter.range.upperBound,
                gain: gains.indices.contains(index) ? gains[index]?.rounded(toPlaces: 4) : nil,
                levels: chapter.levels.rounded,
                audio: try chapter.file.map { file in
                    try audio(
                        files[index],
                        name: files[index].lastPathComponent,
                        samples: file.samples,
                        digest: file.digest
                    )
                },
                offset: chapter.file?.offset
            )
        }
    }

    private func segmentFacts(_ facts: BookFacts) -> [BookManifest.Segment] {
        renderer.segments.enumerated().map { index, segment in
            let placement = segment.placement
            let ordinal = placement.origin?.segment ?? index + 1
            let text = facts.texts[ordinal]
            return BookManifest.Segment(
                ordinal: ordinal,
                chapter: placement.chapter + 1,
                textSHA256: text?.sha256 ?? "",
                sourceStart: text?.range.start ?? 0,
                sourceEnd: text?.range.end ?? 0,
                start: segment.range.lowerBound,
                end: segment.range.upperBound,
                samplesSHA256: segment.digest,
                boundary: placement.boundary,
                takeKey: placement.origin?.key ?? "",
                takeSHA256: placement.checksum,
                seed: placement.origin?.seed ?? 0,
                isGap: placement.origin?.isGap == true ? true : nil
            )
        }
    }

    private func audio(_ url: URL, name: String, samples: Int, digest: String) throws -> BookManifest.Audio {
        guard let file = FileDigest(of: url) else { throw OutputTrouble.error(errno, path: url.path) }
        return BookManifest.Audio(
            file: name,
            format: configuration.format,
            sampleRate: configuration.rates.output,
            samples: samples,
            sha256: file.hex,
            samplesSHA256: digest
        )
    }
}

extension AudioLevels {
    /// The same in hundredths of a decibel and milliseconds.
    fileprivate var rounded: AudioLevels {
        AudioLevels(
            loudness: loudness?.rounded(toPlaces: 2),
            truePeak: truePeak?.rounded(toPlaces: 2),
            peak: peak?.rounded(toPlaces: 2),
            rms: rms?.rounded(toPlaces: 2),
            noiseFloor: noiseFloor?.rounded(toPlaces: 2),
            seconds: seconds.rounded(toPlaces: 3),
            leadInSeconds: leadInSeconds.rounded(toPlaces: 3),
            leadOutSeconds: leadOutSeconds.rounded(toPlaces: 3)
        )
    }
}
