// SPDX-License-Identifier: Apache-2.0

import CGuestfs
import Glibc

/// One libguestfs handle (guestfs(3)). Every call blocks, `launch` for many seconds: use it from `GuestfsThread` only.
///
/// Closing, at the latest when the value goes, ends the appliance's QEMU and removes the handle's temporary files.
struct GuestfsHandle: ~Copyable {
    private let raw: OpaquePointer
    /// Kept for the callback, which holds no reference of its own.
    private let listener: GuestfsListener

    private init(raw: OpaquePointer, listener: GuestfsListener) {
        self.raw = raw
        self.listener = listener
    }

    /// - Parameter listener: hears the appliance's console, the library's messages and progress.
    static func open(listener: GuestfsListener) throws(GuestfsFailure) -> GuestfsHandle {
        guard let raw = bm_guestfs_create() else {
            throw GuestfsFailure(call: "create", message: "no handle", errno: 0)
        }
        let handle = GuestfsHandle(raw: raw, listener: listener)
        // Without a handler of ours, libguestfs prints every error to standard error.
        guestfs_set_error_handler(raw, nil, nil)
        let opaque = Unmanaged.passUnretained(listener).toOpaque()
        try handle.call("set_event_callback") { bm_guestfs_listen($0, callback, opaque) }
        return handle
    }

    deinit { guestfs_close(raw) }

    /// Runs one call that answers -1 on failure.
    @discardableResult
    func call(_ name: String, _ body: (OpaquePointer) -> Int32) throws(GuestfsFailure) -> Int32 {
        let result = body(raw)
        guard result != -1 else { throw GuestfsFailure(call: name, handle: raw) }
        return result
    }

    /// Runs one call that answers a string for us to free, or null on failure.
    func text(_ name: String, _ body: (OpaquePointer) -> UnsafeMutablePointer<CChar>?) throws(GuestfsFailure) -> String
    {
        guard let result = body(raw) else { throw GuestfsFailure(call: name, handle: raw) }
        defer { free(result) }
        return String(cString: result)
    }

    /// guestfs(3), "SETTING CALLBACKS TO HANDLE EVENTS". Called on the thread that is in a call of this handle.
    private static let callback: guestfs_event_callback = { _, opaque, event, _, _, text, length, numbers, count in
        guard let opaque else { return }
        let listener = Unmanaged<GuestfsListener>.fromOpaque(opaque).takeUnretainedValue()
        if bm_guestfs_is_progress(event) != 0 {
            listener.progressed()
        } else {
            let bytes = UnsafeRawBufferPointer(start: text, count: length)
            listener.heard(bytes, isConsole: bm_guestfs_is_console(event) != 0)
        }
    }
}
