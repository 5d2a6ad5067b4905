internal import Core

extension JobAssembly {
    /// How many segments a finding names.
    private static let named = 10

    /// Tells of the book's takes that were to be compared with their text and could not be.
    func noteUnheardTakes(of job: Job.ID) async throws {
        guard let reason = unheard.reason(of: job) else { return }
        let takes = Dictionary(uniqueKeysWithValues: try await store.takes(of: job).map { ($0.id, $0.recording) })
        let segments = try await store.segments(of: job)
        let places = segments.filter { $0.takeID.flatMap { takes[$0] }?.review?.transcript == nil }.map(\.ordinal)
        guard !places.isEmpty else { return }
        let names = places.prefix(Self.named).map(String.init).joined(separator: ", ")
        let note = Diagnostic(
            .warning,
            code: "take.notHeard",
            message: "\(places.count) of its \(segments.count) takes were measured and not compared with their text "
                + "(segments \(names)\(places.count > Self.named ? " …" : "")): \(reason.message)"
        )
        try await self.note(note, of: job)
    }
}
