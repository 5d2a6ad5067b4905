package import Core
internal import Foundation
internal import LocalSystem

extension SidecarKeeper {
    /// What a start found or did.
    package enum Start: Sendable, Hashable {
        case alreadyOnline
        case started
    }

    /// Makes sure that a sidecar with this configuration is kept: one that fits is left as it is, any other is ended.
    ///
    /// - Throws: `BatchError` with a `sidecar.…` code; nothing is left running then.
    package func start(
        _ wanted: SidecarConfiguration,
        locator: SidecarLocator,
        observe: @escaping @Sendable (SidecarEvent) async -> Void
    ) async throws -> Start {
        let program = try locator.locate()
        return try await exclusively(timeout: wanted.startTimeout + Self.lockTimeout) {
            let found = await state()
            if case .online(let kept, _, _) = found, kept.fits(wanted, program: program.path) { return .alreadyOnline }
            try await end(found, grace: wanted.grace)
            await observe(.starting(program: program.path))
            try await launch(wanted, program: program, observe: observe)
            return .started
        }
    }

    private func launch(
        _ wanted: SidecarConfiguration,
        program: URL,
        observe: @escaping @Sendable (SidecarEvent) async -> Void
    ) async throws {
        let token = EndpointToken.random()
        let logStart = (try? FileManager.default.attributesOfItem(atPath: files.log.path))?[.size] as? UInt64
        let child: DetachedProcess
        do {
            child = try DetachedProcess(
                program: program,
                arguments: wanted.arguments(endsWithParent: false),
                environment: environment.merging(wanted.variables(token: token)) { _, own in own },
                output: files.announcements,
                errors: files.log
            )
        } catch {
            throw SidecarErrors(configuration: wanted, lines: [])
                .notExecutable(program.path, reason: String(cString: strerror(error.code.rawValue)))
        }
        let process = ProcessIdentity.launched(child.pid)
        do {
            try files.write(
                KeptSidecar(
                    process: process,
                    program: program.path,
                    configuration: wanted,
                    startedAt: now(),
                    token: token.value
                )
            )
            await observe(.launched(process))
            try await waitUntilReady(child, wanted, token: token, logStart: logStart ?? 0, observe: observe)
        } catch {
            // Also where this task was cancelled.
            _ = await Task { await process.endGroup(grace: .zero) }.value
            // One that had ended by itself is still to be cleared away.
            _ = child.ending
            files.forget()
            throw error is BatchError || error is CancellationError ? error : notWritable(error)
        }
    }

    private func waitUntilReady(
        _ child: DetachedProcess,
        _ wanted: SidecarConfiguration,
        token: EndpointToken,
        logStart: UInt64,
        observe: @escaping @Sendable (SidecarEvent) async -> Void
    ) async throws {
        let tail = LineTail(try FileHandle(forReadingFrom: files.announcements)) { child.ending != nil }
        let reader = AnnouncementReader(lines: tail.lines, log: LogTail(file: nil))
        let outcome = await reader.start(timeout: wanted.startTimeout, observe: observe)
        switch outcome {
        case .ready(let ready):
            try await SidecarConnection(ready: ready, token: token).withSynthesizer(observe: observe) { _ in }
        case .failed(let failure):
            if case .refused = failure { await child.waitForEnd(atMost: .seconds(1)) }
            throw SidecarErrors(configuration: wanted, lines: logLines(from: logStart))
                .notReady(failure, ending: child.ending ?? "still running")
        case .cancelled: throw CancellationError()
        }
    }

    /// The last lines that the log got since an offset.
    private func logLines(from offset: UInt64) -> [String] {
        guard let log = try? FileHandle(forReadingFrom: files.log) else { return [] }
        defer { try? log.close() }
        let end = (try? log.seekToEnd()) ?? 0
        let start = max(min(offset, end), end > Self.tailBytes ? end - Self.tailBytes : 0)
        guard (try? log.seek(toOffset: start)) != nil, let data = try? log.readToEnd() else { return [] }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").suffix(20).map(String.init)
    }

    /// More than the last lines take.
    private static let tailBytes: UInt64 = 1 << 16
}
