internal import Subprocess

#if canImport(System)
internal import System
#else
internal import SystemPackage
#endif

/// Kills a sidecar's process group when this program is gone and the sidecar does not end by itself.
///
/// A sidecar ends at the end of its standard input, but not one that was stopped or hangs, and its own children may not.
/// The watcher is a shell that waits for the end of its own standard input, which only this program holds open.
struct GroupWatcher: Sendable {
    /// The leader of the group.
    let group: Int32

    /// How long a sidecar has to end by itself, in half seconds.
    private static let patience = 6
    /// It looks again and again, so that it is gone before another group can get the same id.
    private static let script = """
        read -r nothing
        left=\(patience)
        while kill -0 "-$1" 2>/dev/null; do
          [ "$left" -gt 0 ] || { kill -9 "-$1"; exit; }
          left=$((left - 1))
          sleep 0.5
        done
        """

    /// Watches until the task is cancelled.
    func watch() async {
        var platformOptions = PlatformOptions()
        platformOptions.createSession = true
        _ = try? await Subprocess.run(
            .path(FilePath("/bin/sh")),
            arguments: ["-c", Self.script, "qwen-batch-watch", String(group)],
            environment: .custom(["PATH": "/usr/bin:/bin"]),
            platformOptions: platformOptions,
            input: .inputWriter,
            output: .discarded,
            error: .discarded
        ) { execution in
            // Without a shell there is still the end of the sidecar's own standard input. A stream that yields nothing,
            // since a long sleep that is cancelled stays in memory until its time comes.
            let (nothing, source) = AsyncStream.makeStream(of: Never.self)
            for await _ in nothing {}
            source.finish()
            try? execution.send(signal: .kill, toProcessGroup: true)
        }
    }
}
