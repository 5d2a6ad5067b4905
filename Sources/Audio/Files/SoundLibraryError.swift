/// What libsndfile said went wrong, in its own words.
struct SoundLibraryError: Error {
    let text: String
}
