// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// What the trace shows of the module loader, put together by task: the ground of the funnel, its laws and the peaks.
public struct LoaderActivity: Hashable, Sendable {
    /// A call of finit_module or init_module with who made it and for which module.
    public struct Load: Hashable, Sendable {
        public var call: LoaderCall
        public var caller: Funnel.Caller
        /// Nil where nothing tells.
        public var module: String?
    }

    /// In the order of their entries.
    public var loads: [Load]
    public var requests: ModuleTrace.Requests
    /// Whether the probes tell which requests asked for a modprobe, and which programs those became.
    public var tellsModprobe: Bool
    /// Whether the probe on the return of requests tells how they ended.
    public var tellsAnswers: Bool
    /// Whether the probe tells which calls read the file for themselves.
    public var tellsFiles: Bool
    /// Counts as the kernel's statistics have them, without what the initramfs loaded.
    public var traced: TracedLoads
    /// How long the initramfs took; nil where there was none.
    public var initramfs: Duration?
    /// The trace clock at the last event, in microseconds.
    public var end: UInt64

    /// - Parameter initramfs: what the guest said of it; nil where there was none.
    public init(_ trace: ModuleTrace, initramfs: InitramfsReport? = nil) {
        let requests = trace.requestCalls
        let calls = trace.calls.filter(\.call.loads)
        let names = Self.names(calls)
        loads = calls.map { call in
            Load(
                call: call, caller: Self.caller(of: call, helpers: requests.helpers, initramfs: initramfs),
                module: call.module ?? call.file.flatMap(Self.module) ?? call.inode.flatMap { names[$0] }
                    ?? call.undone)
        }
        self.requests = requests
        let probes = trace.probes
        traced = TracedLoads(loads.filter { $0.caller != .initramfs }.map(\.call), LoadProbes(probes))
        tellsModprobe = probes?.have("helper_setup", "helper_exec") ?? false
        tellsAnswers = probes?.have("request_end") ?? false
        tellsFiles = probes?.have("load_file") ?? false
        self.initramfs = initramfs.map { .nanoseconds(Int64(clamping: $0.ended - $0.started)) }
        end = trace.events.last?.microseconds ?? 0
    }

    /// The initramfs is process 1 until it hands over. Its command does not tell: the trace knows a process by the last
    /// command that it had.
    private static func caller(
        of call: LoaderCall, helpers: Set<Int32>, initramfs: InitramfsReport?
    ) -> Funnel.Caller {
        if call.pid == 1, let initramfs, call.started <= initramfs.ended / 1000 { return .initramfs }
        if helpers.contains(call.pid) { return .modprobe }
        return TraceEvent.udevCommands.contains(call.command) ? .udev : .command(call.command)
    }

    /// Modules by the inode of their file. An inode that stood for several files tells nothing.
    private static func names(_ calls: [LoaderCall]) -> [UInt64: String] {
        var names: [UInt64: String?] = [:]
        for call in calls {
            guard let file = call.file, let inode = call.inode, let name = module(file) else { continue }
            if let known = names[inode], known != name { names[inode] = .some(nil) } else { names[inode] = name }
        }
        return names.compactMapValues { $0 }
    }

    /// `aesni-intel.ko.xz` is of module `aesni_intel`; what is no file of a module is of none.
    static func module(_ file: String) -> String? {
        guard let dot = file.firstRange(of: ".ko") else { return nil }
        let name = file[..<dot.lowerBound]
        return name.isEmpty ? nil : ModuleName.underscored(name)
    }

    /// Most loader calls that were under way at once, but for the initramfs's. One that ends when another begins is not.
    public var mostInFlight: Int {
        var steps: [(time: UInt64, change: Int)] = []
        for load in loads where load.caller != .initramfs && load.call.started < load.call.ended ?? .max {
            steps.append((load.call.started, 1))
            if let ended = load.call.ended { steps.append((ended, -1)) }
        }
        var (now, most) = (0, 0)
        for step in steps.sorted(by: { ($0.time, $0.change) < ($1.time, $1.change) }) {
            now += step.change
            most = max(most, now)
        }
        return most
    }

    /// Loader calls that had begun and not ended at a moment of the trace clock, the most frequent module first.
    public func inFlight(at microseconds: UInt64) -> [Peak.Loads] {
        var counts: [String?: Int] = [:]
        for load in loads where load.call.started <= microseconds && (load.call.ended ?? .max) > microseconds {
            counts[load.module, default: 0] += 1
        }
        return counts.map { Peak.Loads(module: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.module ?? "~") < ($0.count, $1.module ?? "~") }
    }
}
