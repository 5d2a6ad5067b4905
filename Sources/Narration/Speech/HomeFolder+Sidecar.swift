internal import Speech

extension HomeFolder {
    /// What keeps a sidecar between commands.
    package func sidecarKeeper(_ context: CommandContext) -> SidecarKeeper {
        SidecarKeeper(
            files: KeptSidecarFiles(folder: keptSidecar, log: sidecarLog),
            environment: context.environment,
            now: context.now
        )
    }
}
