internal import SpeechSidecar

extension HomeFolder {
    /// What keeps a sidecar between commands.
    func sidecarKeeper(_ context: CommandContext) -> SidecarKeeper {
        SidecarKeeper(
            files: KeptSidecarFiles(folder: keptSidecar, log: sidecarLog),
            environment: context.environment,
            now: context.now
        )
    }
}
