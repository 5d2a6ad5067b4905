internal import ArgumentParser
internal import Foundation
internal import Narration
internal import QueueStore

/// Options that every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The folder that holds queue, takes and logs.",
            discussion: "Default: $QWEN_BATCH_HOME, else the platform's folder for a program's data.",
            valueName: "dir"
        ),
        completion: .directory
    )
    var home: String?

    func validate() throws {
        if home?.isEmpty == true { throw ValidationError("--home is empty; it must be a folder.") }
    }

    func homeFolder(_ context: CommandContext) -> HomeFolder {
        if let home { return HomeFolder(url: context.url(home)) }
        if let named = context.environment["QWEN_BATCH_HOME"], !named.isEmpty {
            return HomeFolder(url: context.url(named))
        }
        return HomeFolder(url: HomeFolder.platformDefault(context))
    }
}

extension GlobalOptions {
    /// The queue, after the runs that were killed were ended, so that it shows what is true.
    ///
    /// - Parameters:
    ///   - context: The surroundings.
    ///   - patience: Seconds to wait for another process that writes; a person waits less long than a night.
    ///   - isForChanges: Whether it has to be sound: what is damaged is to be put right, not changed.
    ///   - onLongWait: Hears when another process keeps it waiting for more than some seconds.
    /// - Returns: The queue.
    /// - Throws: `BatchError` where it cannot be opened.
    func openQueue(
        _ context: CommandContext,
        patience: TimeInterval = 10,
        isForChanges: Bool = false,
        onLongWait: @escaping @Sendable () -> Void = {}
    ) async throws -> JobStore {
        let store = try JobStore(
            at: homeFolder(context).database,
            busyTimeout: patience,
            onLongWait: onLongWait
        )
        if isForChanges { try await store.requireSound() }
        // Whoever may only read sees the run as it was recorded last.
        _ = try? await store.endDeadRuns()
        return store
    }
}
