// SPDX-License-Identifier: Apache-2.0

/// One call of the module loader from its entry to its return.
public struct LoaderCall: Hashable, Sendable {
    public var call: TraceEvent.Call
    public var command: String
    public var pid: Int32
    /// Microseconds of the trace clock.
    public var started: UInt64
    /// Nil when the return was not traced: the call still ran, or the event was lost.
    public var ended: UInt64?
    /// Zero, or a negative errno.
    public var result: Int64?
    /// The module that the task got as far as module_load in this call; none for a call that was refused or that waited
    /// for another's load of the same file.
    public var module: String?
    /// The file that this call read for itself, such as `aesni-intel.ko`; nil for a waiter, and where no probe told.
    public var file: String?
    /// Its inode, or that of the file whose load this call waited for.
    public var inode: UInt64?
    /// Whether it waited for another's load of the same file.
    public var waited = false
    /// finit_module's flags.
    public var flags: UInt64?
    /// The image that init_module was given, in bytes.
    public var given: UInt64?
    /// What the reading of the file in this call came to: bytes, or a negative errno.
    public var read: Int64?
    /// The image that load_module() was called with, in bytes; nil for a call that did not get there.
    public var begun: UInt64?
    /// That without its signature.
    public var signed: UInt64?
    /// Whether the module's memory was given back before the module's init.
    public var isUndone = false
    /// Of which module that was.
    public var undone: String?
}

extension LoaderCall {
    /// What happened in the call. After `load` it is the module's own init that reads, waits and gives memory back.
    mutating func add(_ action: TraceEvent.Action) {
        guard module == nil else { return }
        switch action {
        case .load(let name, _): module = name
        case .loadFile(let name, let inode): (file, self.inode) = (name, inode)
        case .loadWait(let inode):
            if call == .finitModule, self.inode == nil, read == nil { (self.inode, waited) = (inode, true) }
        case .loadRead(let bytes):
            if call == .finitModule, read == nil { read = bytes }
        case .loadBegin(let length): begun = begun ?? length
        case .loadSigned(let length): signed = signed ?? length
        case .loadUndo(let name): (isUndone, undone) = (true, name)
        default: break
        }
    }
}
