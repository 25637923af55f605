// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host
import Testing

@testable import Guests

@Suite("A socket channel")
struct SocketChannelTests {
    /// QEMU's side of the socket.
    private final class Listener {
        let descriptor: Int32
        init(_ path: String) {
            descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            _ = withUnsafePointer(to: address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            listen(descriptor, 1)
        }
        func take() -> FileHandle { FileHandle(fileDescriptor: accept(descriptor, nil, nil), closeOnDealloc: true) }
        deinit { close(descriptor) }
    }

    private func collect(_ outputs: AsyncStream<ChannelOutput>) async -> (bytes: [UInt8], ended: Bool) {
        var bytes: [UInt8] = []
        for await output in outputs {
            guard case .bytes(let more) = output else { return (bytes, true) }
            bytes += more
        }
        return (bytes, false)
    }

    @Test("passes every byte both ways, then the end")
    func bothWays() async throws {
        let scratch = try ScratchDirectory()
        let path = scratch.path + "/s"
        let listener = Listener(path)
        let (outputs, continuation) = AsyncStream.makeStream(of: ChannelOutput.self)
        let channel = try SocketChannel(path) { output in
            continuation.yield(output)
            return true
        }
        let peer = listener.take()
        #expect(channel.send(Array("hello".utf8)[...]) == 5)
        #expect(try peer.read(upToCount: 5) == Data("hello".utf8))
        let pattern = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let writer = Task.detached {
            try peer.write(contentsOf: Data(pattern))
            try peer.close()
        }
        let result = await collect(outputs)
        try await writer.value
        #expect(result.ended && result.bytes == pattern)
        channel.close()
    }

    @Test("reads no more once the sink has had enough")
    func refusal() async throws {
        let scratch = try ScratchDirectory()
        let path = scratch.path + "/s"
        let listener = Listener(path)
        let (outputs, continuation) = AsyncStream.makeStream(of: ChannelOutput.self)
        let channel = try SocketChannel(path) { output in
            continuation.yield(output)
            continuation.finish()
            return false
        }
        let peer = listener.take()
        try peer.write(contentsOf: Data([1, 2, 3]))
        #expect(await collect(outputs).bytes == [1, 2, 3])
        // The other end sees a full socket, not a closed one: it must wait and not run ahead.
        try peer.write(contentsOf: Data([4]))
        channel.close()
    }

    @Test("is closed once and for all")
    func closed() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.path + "/s"
        let listener = Listener(path)
        let channel = try SocketChannel(path) { _ in true }
        _ = listener
        channel.close()
        channel.close()
        #expect(channel.send([1]) == nil)
    }

    @Test("says which socket nobody listens on, and which path is too long")
    func errors() throws {
        let missing = #expect(throws: HostError.self) { try SocketChannel("/tmp/bmt-none") { _ in true } }
        #expect(missing?.location == "/tmp/bmt-none")
        #expect(throws: HostError.self) {
            try SocketChannel("/tmp/" + String(repeating: "x", count: 120)) { _ in true }
        }
    }
}
