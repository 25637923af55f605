// SPDX-License-Identifier: Apache-2.0

/// One two-way byte stream between us and a guest's character device.
protocol GuestChannel: Sendable {
    /// Writes what fits now; the number of bytes written, 0 when the guest does not take any, nil when it never will.
    func send(_ bytes: ArraySlice<UInt8>) -> Int?
    /// Lets go; harmless when repeated. Output may still be on its way to the sink.
    func close()
}

/// What a channel delivers, in order.
enum ChannelOutput: Sendable {
    case bytes([UInt8])
    /// Nothing more will come; the reason is nil at a plain end.
    case ended(String?)
}

/// Takes a channel's output and says whether to go on reading. Called by one thread at a time; must not block.
typealias ChannelSink = @Sendable (ChannelOutput) -> Bool

/// Where a guest's channels meet the host.
enum ChannelRoute: Hashable, Sendable {
    /// Unix sockets that QEMU listens on, read by us. For embedded libvirt: its own streams take two locks in one order
    /// when a stream is closed and in the other when a domain's memory is freed (virStreamAbort and virChrdevFree in
    /// 9.0), and within one process that ends in a deadlock.
    case sockets(console: String, evidence: String)
    /// libvirt's streams: wherever the guest runs, the connection carries them.
    case streams
}
