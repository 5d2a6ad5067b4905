internal import CSndfile

extension SoundHandle {
    /// The file access handed to libsndfile: every call goes to the `FileChannel` behind the context pointer.
    static var callbacks: SF_VIRTUAL_IO {
        SF_VIRTUAL_IO(
            get_filelen: { Self.channel($0)?.length ?? -1 },
            seek: { offset, whence, context in Self.channel(context)?.seek(offset, whence) ?? -1 },
            read: { buffer, count, context in
                let bytes = UnsafeMutableRawBufferPointer(start: buffer, count: Int(count))
                return Int64(Self.channel(context)?.read(into: bytes) ?? 0)
            },
            write: { buffer, count, context in
                let bytes = UnsafeRawBufferPointer(start: buffer, count: Int(count))
                return Int64(Self.channel(context)?.write(bytes) ?? 0)
            },
            tell: { Self.channel($0)?.position ?? -1 }
        )
    }

    /// The channel of a context pointer; the handle keeps it alive.
    private static func channel(_ context: UnsafeMutableRawPointer?) -> FileChannel? {
        context.map { Unmanaged<FileChannel>.fromOpaque($0).takeUnretainedValue() }
    }
}
