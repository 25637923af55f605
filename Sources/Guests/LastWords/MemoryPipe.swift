// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Foundation
import Glibc
import Host
import Synchronization
import Vocabulary

/// A named pipe that QEMU writes a guest's memory into, and a file that gets it without the pages of zeros.
///
/// libvirt would write the file itself, all of it: 4 GiB for a guest that has used 200 MiB. And what it writes cannot be
/// ended; here the reader only has to close its end.
final class MemoryPipe: Sendable {
    /// What libvirt is to write to.
    let path: String
    private let file: String
    private let limit: ByteCount
    private let reader: Int32
    /// Our own hold on the pipe's other end: without a writer a pipe is at its end before it has begun.
    private let writer: Int32
    private let isStopped = Mutex(false)
    private let result = Mutex<Result<PostMortemRecord.Core, HostError>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    private static let chunk = 1 << 20
    private static let page = 4096
    /// F_SETPIPE_SZ (fcntl(2)), which Swift does not import: 64 KiB at a time would be many turns.
    private static let setPipeSize: Int32 = 1031

    /// - Parameters:
    ///   - file: must not be there yet.
    ///   - limit: more is not taken.
    init(to file: String, limit: ByteCount) throws(HostError) {
        self.file = file
        self.limit = limit
        path = file + ".pipe"
        unlink(path)
        guard mkfifo(path, 0o600) == 0 else { throw HostError.file("make the pipe", path, errno: errno) }
        reader = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        writer = open(path, O_WRONLY | O_CLOEXEC)
        guard reader >= 0, writer >= 0 else {
            let code = errno
            if reader >= 0 { close(reader) }
            unlink(path)
            throw HostError.file("open the pipe", path, errno: code)
        }
        _ = fcntl(writer, Self.setPipeSize, Int32(Self.chunk))
    }

    /// Begins to read, on a thread of its own.
    /// - Parameters:
    ///   - patience: without a byte for so long, reading ends and QEMU is told so by the pipe.
    ///   - onStall: what to do where it does not even notice that.
    func start(patience: Duration, onStall: @escaping @Sendable () -> Void) {
        let thread = Thread { [self] in
            let outcome = Result { () throws(HostError) in try receive(patience: patience) }
            result.withLock { $0 = outcome }
            if case .failure = outcome {
                unlink(file)
                if isStopped.withLock(\.self) { onStall() }
                discard()
            }
            close(reader)
            done.signal()
        }
        thread.name = "memory-pipe"
        thread.start()
    }

    /// Ends the reading; what was written is removed. From any thread.
    func stop() { isStopped.withLock { $0 = true } }

    /// Blocks until all is written. Call when QEMU has ended its writing, well or not.
    func finish() throws -> PostMortemRecord.Core {
        close(writer)
        done.wait()
        unlink(path)
        guard let outcome = result.withLock(\.self) else { throw CancellationError() }
        return try outcome.get()
    }

    /// To the end, when the last writer is gone. libvirt opens the pipe when it likes, and would wait for ever for a reader
    /// that has gone away.
    private func discard() {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunk, alignment: Self.page)
        defer { buffer.deallocate() }
        while true {
            let count = read(reader, buffer.baseAddress, Self.chunk)
            if count == 0 { return }
            guard count < 0 else { continue }
            guard errno == EAGAIN || errno == EINTR else { return }
            var ready = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
            poll(&ready, 1, 250)
        }
    }

    private func receive(patience: Duration) throws(HostError) -> PostMortemRecord.Core {
        let output = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw HostError.file("make the memory dump", file, errno: errno) }
        defer { close(output) }
        var head: [UInt8] = []
        var length: Int64 = 0
        var lastHeard = ContinuousClock.now
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunk, alignment: Self.page)
        defer { buffer.deallocate() }
        var filled = 0
        while true {
            if isStopped.withLock(\.self) { throw HostError.file("take the memory dump", file, errno: ECANCELED) }
            let count = read(reader, buffer.baseAddress.map { $0 + filled }, Self.chunk - filled)
            if count < 0 {
                guard errno == EAGAIN || errno == EINTR else { throw HostError.file("read", path, errno: errno) }
                var ready = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
                poll(&ready, 1, 250)
                guard lastHeard.duration(to: .now) < patience else {
                    stop()
                    throw HostError.file("take the memory dump", file, errno: ETIMEDOUT)
                }
                continue
            }
            lastHeard = .now
            filled += count
            // Whole pages at whole places, but for the end.
            guard filled == Self.chunk || count == 0 else { continue }
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<filled])
            if head.count < CoreHeader.sizeLimit { head += bytes.prefix(CoreHeader.sizeLimit - head.count) }
            guard length + Int64(filled) <= limit.bytes else {
                throw HostError.file("take the memory dump", file, errno: EFBIG)
            }
            try Self.write(bytes, to: output, at: length, file)
            length += Int64(filled)
            filled = 0
            if count == 0 { break }
        }
        guard length > 0, ftruncate(output, off_t(length)) == 0 else {
            throw HostError.file("write the memory dump", file, errno: length > 0 ? errno : ENODATA)
        }
        var info = stat()
        fstat(output, &info)
        let header = CoreHeader(head)
        if let header, header.length.bytes > length {
            throw HostError.file("take all of the memory dump", file, errno: ENODATA)
        }
        return PostMortemRecord.Core(
            size: ByteCount(length), stored: ByteCount(Int64(info.st_blocks) * 512), release: header?.release,
            buildID: header?.buildID)
    }

    /// Pages of zeros become holes.
    private static func write(
        _ bytes: UnsafeRawBufferPointer, to output: Int32, at offset: Int64, _ file: String
    ) throws(HostError) {
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, !isZero(bytes, end) { end += page }
            end = min(end, bytes.count)
            while start < end {
                let count = pwrite(
                    output, bytes.baseAddress.map { $0 + start }, end - start, off_t(offset + Int64(start)))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else {
                    throw HostError.file("write the memory dump", file, errno: count < 0 ? errno : ENOSPC)
                }
                start += count
            }
            start += page
        }
    }

    private static func isZero(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Bool {
        let length = min(page, bytes.count - start)
        guard let base = bytes.baseAddress.map({ $0 + start }) else { return true }
        // Equal to itself one byte later and beginning with zero: all are zero. memcmp(3) is as fast as memory.
        return length == 0 || (bytes[start] == 0 && memcmp(base, base + 1, length - 1) == 0)
    }
}
