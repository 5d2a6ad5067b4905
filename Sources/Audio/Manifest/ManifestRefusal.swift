/// Why a document is no manifest that can be used, as the end of a sentence.
struct ManifestRefusal: Error {
    let reason: String
}
