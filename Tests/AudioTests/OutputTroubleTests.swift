@testable import Audio
import Core
import Foundation
import Testing

@Suite("Full disks and closed folders")
struct OutputTroubleTests {
    @Test("a folder that cannot be is not writable", arguments: ["file/out", "/proc/nowhere", "/dev/null/out"])
    func notWritable(path: String) throws {
        try withScratch { folder in
            try Data().write(to: folder.appending(path: "file"))
            let out = path.hasPrefix("/") ? URL(filePath: path) : folder.appending(path: path)
            let error = try expect(.outputNotWritable) {
                _ = try TakeWriter(at: out.appending(path: "take.wav"), sampleRate: 24_000)
            }
            #expect(error.message.contains(path))
            try expect(.outputNotWritable) {
                let book = out.appending(path: "book.wav")
                _ = try BookAssembler(configuration: configuration(.wav, in: folder) { $0.book = book })
            }
            try expect(.outputNotWritable) {
                _ = try BookAssembler(configuration: configuration(.wav, in: folder) { $0.chapterFolder = out })
            }
        }
    }

    #if os(Linux)
    @Test("the device that is always full says so")
    func alwaysFull() throws {
        let channel = FileChannel(descriptor: open("/dev/full", O_RDWR | O_CLOEXEC), path: "/dev/full")
        #expect([UInt8](repeating: 1, count: 10).withUnsafeBytes { channel.write($0) } == 0)
        #expect(channel.failure == ENOSPC)
        let error = OutputTrouble.error(ENOSPC, path: "/tmp/book.wav")
        #expect(error.code == .outputDiskFull)
        #expect(error.remedy.contains("/tmp") && error.remedy.contains("bytes are free"))
    }

    /// A file system of 256 KiB, in a mount namespace that goes with the child process; needs the right to mount.
    @Test(
        "a disk that fills up stops the book in any format",
        .enabled(if: PrivateMounts.areAllowed),
        arguments: AudioFormat.allCases
    )
    func diskFull(_ format: AudioFormat) async {
        await #expect(processExitsWith: .success) { [name = format.rawValue as String] in
            try withScratch { folder in
                let disk = folder.appending(path: "disk")
                try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
                try #require(PrivateMounts.enter())
                try #require(mount("tmpfs", disk.path, "tmpfs", 0, "size=256k") == 0)
                defer { umount(disk.path) }
                let error = try fill(disk, format: try #require(AudioFormat(rawValue: name)), takesIn: folder)
                #expect(error.details["bytesFree"] != nil)
                #expect(error.remedy.contains(disk.path))
            }
        }
    }
    #endif

    /// A limit on file sizes cuts a write short as a full disk does, needs no rights, and holds for root.
    @Test("a write cut short stops the book in any format", arguments: AudioFormat.allCases)
    func fileSizeLimit(_ format: AudioFormat) async {
        await #expect(processExitsWith: .success) { [name = format.rawValue as String] in
            try withScratch { folder in
                signal(SIGXFSZ, SIG_IGN)
                let take = try SyntheticSpeech(speech: 1).write(to: folder.appending(path: "take.wav"))
                let format = try #require(AudioFormat(rawValue: name))
                try withFileSizes(upTo: 150_000) {
                    _ = try fill(folder.appending(path: "out"), format: format, takesIn: folder)
                }
                #expect(FileManager.default.fileExists(atPath: take.path))
            }
        }
    }

    @Test("a take on a full disk is refused and leaves nothing")
    func takeFull() async {
        await #expect(processExitsWith: .success) {
            try withScratch { folder in
                signal(SIGXFSZ, SIG_IGN)
                try withFileSizes(upTo: 150_000) {
                    let writer = try TakeWriter(at: folder.appending(path: "take.wav"), sampleRate: 24_000)
                    try expect(.outputDiskFull) {
                        for _ in 0..<10 { try writer.append([Int16](repeating: 7, count: 10_000)[...]) }
                        _ = try writer.commit()
                    }
                }
                #expect(try names(in: folder) == [])
            }
        }
    }
}

/// Lets no file of this process become larger; at its end it can, as the counts of covered lines are written then.
private func withFileSizes(upTo bytes: rlim_t, _ body: () throws -> Void) throws {
    var usual = rlimit()
    try #require(getrlimit(fileSizeLimitResource, &usual) == 0)
    var limit = rlimit(rlim_cur: bytes, rlim_max: usual.rlim_max)
    try #require(setrlimit(fileSizeLimitResource, &limit) == 0)
    defer { _ = setrlimit(fileSizeLimitResource, &usual) }
    try body()
}

#if os(Linux)
private let fileSizeLimitResource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
#else
private let fileSizeLimitResource = RLIMIT_FSIZE
#endif

/// Writes a book into `folder` until it is full, and checks that nothing is left of it.
private func fill(_ folder: URL, format: AudioFormat, takesIn scratch: URL) throws -> BatchError {
    let noise = SyntheticSpeech(lead: 0, speech: 2, tail: 0, hiss: 0.02)
    let take = try noise.write(to: scratch.appending(path: "noise.wav"))
    let error: BatchError
    do {
        let assembler = try BookAssembler(
            configuration: configuration(format, in: scratch) {
                $0.book = folder.appending(path: "Book.\(format.fileExtension)")
                $0.pauses = PauseLengths(sentence: 0)
            }
        )
        error = try expect(.outputDiskFull) {
            for _ in 0..<60 { try assembler.append(take: take, chapter: 1, chapterTitle: nil, boundary: .sentence) }
            _ = try assembler.finish()
        }
    }
    #expect(try names(in: folder) == [])
    return error
}

#if os(Linux)
/// Mounts that only the calling thread sees, and that go when its process ends.
enum PrivateMounts {
    /// Whether this machine lets us; tried in a thread of its own, which takes the result with it.
    static let areAllowed: Bool = {
        let done = DispatchSemaphore(value: 0)
        nonisolated(unsafe) var allowed = false
        let thread = Thread {
            allowed = enter()
            done.signal()
        }
        thread.start()
        done.wait()
        return allowed
    }()

    /// Gives the calling thread its own view of the mounts.
    static func enter() -> Bool {
        // Hidden behind _GNU_SOURCE, so Swift's Glibc module lacks it.
        guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "unshare") else { return false }
        typealias Unshare = @convention(c) (Int32) -> Int32
        let newMountNamespace: Int32 = 0x2_0000
        return unsafeBitCast(symbol, to: Unshare.self)(newMountNamespace) == 0
            && mount("none", "/", nil, UInt(MS_REC | MS_PRIVATE), nil) == 0
    }
}
#endif
