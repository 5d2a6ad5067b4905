internal import CSndfile

extension SoundHandle {
    /// Stores the tags before the first sample; a format without a place for one drops it.
    mutating func setTags(_ tags: AudioTags) {
        let texts: [(Int, String?)] = [
            (SF_STR_TITLE, tags.title),
            (SF_STR_ARTIST, tags.author),
            (SF_STR_ALBUM, tags.album),
            (SF_STR_TRACKNUMBER, tags.track.map(String.init)),
            (SF_STR_GENRE, tags.genre),
            (SF_STR_COMMENT, tags.comment),
        ]
        for (kind, text) in texts {
            if let text = AudioTags.cleaned(text) { _ = setString(kind, text) }
        }
    }

    /// The tags as the file gives them.
    var tags: AudioTags {
        AudioTags(
            title: string(SF_STR_TITLE),
            author: string(SF_STR_ARTIST),
            album: string(SF_STR_ALBUM),
            track: string(SF_STR_TRACKNUMBER).flatMap { Int($0) },
            genre: string(SF_STR_GENRE),
            comment: string(SF_STR_COMMENT)
        )
    }
}
