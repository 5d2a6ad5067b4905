internal import CSndfile
internal import Foundation

/// One open sound file of libsndfile, closed when it goes out of scope; the only place that touches the C library's pointers.
struct SoundHandle: ~Copyable {
    /// Samples for one library call: long calls overflow the stack in some Vorbis versions.
    private static let callLimit = 1 << 16

    let sampleRate: Int
    let channels: Int
    /// The length in frames as the header gives it; 0 while writing.
    let frames: Int
    /// Container and encoding, as in `SF_FORMAT_…`.
    let formatCode: Int32
    let channel: FileChannel
    private var pointer: OpaquePointer?

    /// Opens for reading what `channel` holds.
    init(reading channel: FileChannel) throws(SoundLibraryError) {
        try self.init(channel, SFM_READ, SF_INFO())
    }

    /// Opens for writing into the empty file `channel`, mono.
    init(writing channel: FileChannel, formatCode: Int32, sampleRate: Int) throws(SoundLibraryError) {
        let info = SF_INFO(
            frames: 0,
            samplerate: Int32(clamping: sampleRate),
            channels: 1,
            format: formatCode,
            sections: 0,
            seekable: 0
        )
        try self.init(channel, SFM_WRITE, info)
    }

    private init(_ channel: FileChannel, _ mode: Int, _ wanted: SF_INFO) throws(SoundLibraryError) {
        var info = wanted
        var callbacks = Self.callbacks
        let context = Unmanaged.passUnretained(channel).toOpaque()
        guard let pointer = sf_open_virtual(&callbacks, Int32(mode), &info, context) else {
            throw SoundLibraryError(text: String(cString: sf_strerror(nil)))
        }
        self.pointer = pointer
        self.channel = channel
        sampleRate = Int(info.samplerate)
        channels = Int(info.channels)
        frames = Int(info.frames)
        formatCode = info.format
    }

    deinit {
        if let pointer { sf_close(pointer) }
    }

    /// What the library says went wrong last on this file.
    var lastError: SoundLibraryError { SoundLibraryError(text: String(cString: sf_strerror(pointer))) }

    /// Reads up to `count` samples of all channels, interleaved; returns how many there were, 0 at the end.
    mutating func read(into buffer: inout [Int16], count: Int) -> Int {
        buffer.withUnsafeMutableBufferPointer { buffer in
            Int(sf_read_short(pointer, buffer.baseAddress, Int64(min(count, buffer.count))))
        }
    }

    /// Reads up to `count` samples of all channels, interleaved, where full scale is 1; returns how many there were.
    mutating func read(into buffer: inout [Float], count: Int) -> Int {
        buffer.withUnsafeMutableBufferPointer { buffer in
            Int(sf_read_float(pointer, buffer.baseAddress, Int64(min(count, buffer.count))))
        }
    }

    /// Goes to a frame counted from the start; false when the file cannot seek there.
    mutating func seek(toFrame frame: Int) -> Bool {
        sf_seek(pointer, Int64(frame), SEEK_SET) == Int64(frame)
    }

    /// Writes all of `samples`; false when the library or the disk took less.
    mutating func write(_ samples: ArraySlice<Int16>) -> Bool {
        samples.withUnsafeBufferPointer { write($0, through: sf_write_short) }
    }

    /// Writes all of `samples`, where full scale is 1; false when the library or the disk took less.
    mutating func write(_ samples: ArraySlice<Float>) -> Bool {
        samples.withUnsafeBufferPointer { write($0, through: sf_write_float) }
    }

    private func write<Sample>(
        _ samples: UnsafeBufferPointer<Sample>,
        through call: (OpaquePointer?, UnsafePointer<Sample>?, Int64) -> Int64
    ) -> Bool {
        var start = 0
        while start < samples.count {
            let count = min(Self.callLimit, samples.count - start)
            let part = UnsafeBufferPointer(rebasing: samples[start..<start + count])
            guard call(pointer, part.baseAddress, Int64(count)) == Int64(count) else { return false }
            start += count
        }
        return channel.failure == nil
    }

    /// Sends a command that carries one number; true when the library accepts it.
    mutating func command(_ code: Int, _ value: Double) -> Bool {
        var value = value
        return sf_command(pointer, Int32(code), &value, Int32(MemoryLayout<Double>.size)) == SF_TRUE
    }

    /// Sends a command that carries an integer by reference; true when the library accepts it.
    mutating func command(_ code: Int, _ value: Int32) -> Bool {
        var value = value
        return sf_command(pointer, Int32(code), &value, Int32(MemoryLayout<Int32>.size)) == SF_TRUE
    }

    /// Switches an option on; true when the library accepts it.
    mutating func enable(_ code: Int) -> Bool {
        sf_command(pointer, Int32(code), nil, Int32(SF_TRUE)) == SF_TRUE
    }

    /// Stores a tag; false when the format has no place for it.
    mutating func setString(_ kind: Int, _ text: String) -> Bool {
        sf_set_string(pointer, Int32(kind), text) == SF_ERR_NO_ERROR
    }

    /// A tag as the file gives it.
    func string(_ kind: Int) -> String? {
        sf_get_string(pointer, Int32(kind)).map { String(cString: $0) }
    }

    /// Writes what the encoder holds back and the header, and ends the use of the handle.
    mutating func close() -> Bool {
        guard let open = pointer else { return true }
        pointer = nil
        return sf_close(open) == 0 && channel.failure == nil
    }
}

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

/// What libsndfile said went wrong, in its own words.
struct SoundLibraryError: Error {
    let text: String
}
