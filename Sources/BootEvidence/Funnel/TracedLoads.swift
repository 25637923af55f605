// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// What the trace alone tells of loads, counted as the kernel's own statistics count (kernel/module/stats.c): on kernels
/// that have no MODULE_STATS the only source, on others the second one. A figure is nil where a probe that it rests on
/// is absent or missed something. Of a trace that is not whole all are lower bounds.
public struct TracedLoads: Hashable, Sendable {
    /// Loads that failed at one step.
    public struct Failures: Hashable, Sendable {
        public var count: Int
        /// What was allocated for them, as the kernel adds it up; nil where a length is unknown.
        public var size: ByteCount?

        public init(count: Int = 0, size: ByteCount? = ByteCount(0)) {
            self.count = count
            self.size = size
        }
    }

    /// Calls that loaded a module, its init included.
    public private(set) var loaded = 0
    /// Calls that had not ended when the trace did.
    public private(set) var unfinished = 0
    /// While the file was read. A file that could not be read costs nothing in the kernel's account.
    public private(set) var kread: Failures? = Failures()
    /// In decompression by the kernel.
    public private(set) var decompress: Failures? = Failures()
    /// Before the module's memory was allocated.
    public private(set) var becoming: Failures? = Failures()
    /// After it was: twice the length.
    public private(set) var load: Failures? = Failures()
    /// becoming + load, known also where the two cannot be told apart.
    public private(set) var failed: Int? = 0
    /// Those of them that ended with EEXIST or EBUSY before their init.
    public private(set) var duplicates: Int? = 0
    /// Files read and images copied from user space, whatever became of them.
    public private(set) var read: ByteCount? = ByteCount(0)
    /// Loads in `becoming` whose signature may have been cut off in part only (a malformed one).
    private(set) var doubtfulSignatures = 0

    /// - Parameter calls: of finit_module and init_module.
    init(_ calls: some Sequence<LoaderCall>, _ probes: LoadProbes) {
        // Also where nothing failed that a probe would be needed for: a kernel must not have figures of its good boots
        // only.
        if !probes.tellSteps { forget() }
        if !probes.tellUndoes { (becoming, load) = (nil, nil) }
        let lengths = Lengths(calls, probes)
        for call in calls {
            let fate = call.fate(probes)
            add(call, fate, lengths)
            addRead(call)
        }
    }

    /// becoming + load less duplicates: failures of another kind, such as an unknown symbol.
    public var residual: Int? { failed.flatMap { failed in duplicates.map { failed - $0 } } }

    /// The sum of what failed loads cost.
    public var wasted: ByteCount? {
        [kread, decompress, becoming, load].reduce(ByteCount(0)) { sum, failures in
            sum.flatMap { sum in failures?.size.map { sum + $0 } }
        }
    }

    private mutating func add(_ call: LoaderCall, _ fate: LoaderCall.Fate, _ lengths: Lengths) {
        switch fate {
        case .unfinished: unfinished += 1
        case .none, .failedInit: break
        case .loaded: loaded += 1
        case .kread: kread?.add(call.call == .initModule ? ByteCount(length: call.given) : ByteCount(0))
        case .decompress: decompress?.add(ByteCount(length: call.bytesRead))
        case .becoming:
            becoming?.add(lengths.cost(of: call, images: 1))
            if lengths.isDoubtful(call) { doubtfulSignatures += 1 }
        case .load: load?.add(lengths.cost(of: call, images: 2))
        case .thrownAway: (becoming, load) = (nil, nil)
        case .untold: forget()
        }
        guard [.becoming, .load, .thrownAway].contains(fate) else { return }
        failed = failed.map { $0 + 1 }
        if call.isRefusedAsDuplicate { duplicates = duplicates.map { $0 + 1 } }
    }

    private mutating func addRead(_ call: LoaderCall) {
        if call.call == .finitModule {
            guard call.bytesRead != nil else { return }
            add(ByteCount(length: call.bytesRead))
        } else if call.begun != nil {
            add(ByteCount(length: call.given))
        }
    }

    private mutating func forget() {
        (kread, decompress, becoming, load) = (nil, nil, nil, nil)
        (failed, duplicates, read) = (nil, nil, nil)
    }

    private mutating func add(_ size: ByteCount?) { read = read.flatMap { read in size.map { read + $0 } } }
}

extension TracedLoads.Failures {
    fileprivate mutating func add(_ cost: ByteCount?) {
        count += 1
        size = size.flatMap { size in cost.map { size + $0 } }
    }
}

/// Lengths of images, as the kernel knows them (`info->len` of struct load_info).
private struct Lengths {
    private let probes: LoadProbes
    /// Whether what `load_begin` reads is the length: in each call that tells it in another way too, the two are equal.
    private let areBegunKnown: Bool

    init(_ calls: some Sequence<LoaderCall>, _ probes: LoadProbes) {
        self.probes = probes
        areBegunKnown = calls.allSatisfy { call in
            guard let begun = call.begun, let length = Self.plain(call) else { return true }
            return begun == length
        }
    }

    /// Of an image that nobody had to decompress.
    private static func plain(_ call: LoaderCall) -> UInt64? {
        if call.call == .initModule { return call.given }
        return call.isCompressed == false ? call.bytesRead : nil
    }

    /// mod_stat_bump_becoming and mod_stat_bump_invalid: the image once or twice, and the compressed file.
    func cost(of call: LoaderCall, images: Int64) -> ByteCount? {
        guard probes.tellSignatures,
            let image = ByteCount(length: call.signed ?? Self.plain(call) ?? (areBegunKnown ? call.begun : nil)),
            let compressed = call.isCompressed == true ? ByteCount(length: call.bytesRead) : ByteCount(0)
        else { return nil }
        return ByteCount(image.bytes * images + compressed.bytes)
    }

    func isDoubtful(_ call: LoaderCall) -> Bool {
        probes.cutsSignatures && call.signed == nil && !call.isRefusedAsDuplicate
    }
}

extension LoaderCall {
    /// Nil where no file was read.
    fileprivate var bytesRead: UInt64? { read.flatMap { UInt64(exactly: $0) } }
}

extension ByteCount {
    /// A length that the guest tells: nil for what no image can have, so that sums cannot overflow.
    fileprivate init?(length: UInt64?) {
        guard let length, length < 1 << 40 else { return nil }
        self.init(Int64(length))
    }
}
