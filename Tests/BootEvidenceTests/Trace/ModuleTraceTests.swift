// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Testing

struct ModuleTraceTests {
    static let trace = ModuleTrace(
        [UInt8](CapturedBoot.trace), stats: [UInt8](CapturedBoot.items["trace-stats"] ?? ""))

    private func only(_ line: String) throws -> TraceEvent {
        let trace = ModuleTrace([UInt8](line + "\n"))
        #expect(trace.problem == nil)
        return try #require(trace.events.first)
    }

    @Test func aRealTraceIsUnderstood() {
        let trace = Self.trace
        #expect(trace.problem == nil)
        #expect(trace.events.count == 11)
        #expect(trace.entries?.written == 11)
        #expect(trace.overruns == 0)
        #expect(trace.isWhole)
        #expect(trace.attempts == 3)
        #expect(trace.results == [0: 2, 17: 1])
        #expect(trace.loadsByCommand == ["(udev-worker)": 1, "modprobe": 1])
        #expect(trace.loadsByUdev == 1)
        #expect(trace.requests == ["crypto-cryptd(__ecb-aes-aesni)": 2])
        #expect(trace.requestCount == 2)
        #expect(trace.events.first?.microseconds == 4_106_864)
        #expect(trace.events.first?.cpu == 3)
    }

    @Test func callsArePutTogetherByTaskAcrossCPUs() {
        let calls = Self.trace.calls
        #expect(calls.map(\.pid) == [70, 86, 101])
        #expect(calls.map(\.result) == [-17, 0, 0])
        #expect(calls.map(\.module) == [nil, "cryptd", "evil"])
        #expect(calls[0].ended == 4_202_770)
        #expect(calls[2].call == .initModule)
    }

    @Test(arguments: [
        ("   (udev-worker)-70      [003] .....     4.106864: module_load: cryptd ", "(udev-worker)", 70),
        ("           <...>-1234567 [003] .....     4.106864: module_load: cryptd ", "<...>", 1_234_567),
        ("          <idle>-0       [255] dNh1.     4.106864: module_load: cryptd ", "<idle>", 0),
        (" kworker/u8:2-ev-70      [003] .....     4.106864: module_load: cryptd ", "kworker/u8:2-ev", 70),
        ("   a b [001] 1: -70      [003] .....     4.106864: module_load: cryptd ", "a b [001] 1:", 70),
        (" x-1 [000] .... -70      [003] .....     4.106864: module_load: cryptd ", "x-1 [000] ....", 70),
        ("   (udev-worker)-70      (     70) [003] .....     4.106864: module_load: cryptd ", "(udev-worker)", 70),
        ("   (udev-worker)-70      [003]     4.106864: module_load: cryptd ", "(udev-worker)", 70),
        ("(udev-worker)-70 [003] ..... 4.106864: module_load: cryptd", "(udev-worker)", 70),
    ])
    func theTaskIsFoundWhateverItIsCalled(_ line: String, _ command: String, _ pid: Int32) throws {
        let event = try only(line)
        #expect(event.command == command)
        #expect(event.pid == pid)
        #expect(event.microseconds == 4_106_864)
        #expect(event.action == .load(module: "cryptd", taints: ""))
    }

    @Test func namesOfRequestsMayHoldAnything() throws {
        let prefix = "           mount-9       [000] .....     0.000001: module_request: "
        #expect(
            try only(prefix + "fs-a wait=0 call_site=x wait=1 call_site=get_fs_type").action
                == .request(name: "fs-a wait=0 call_site=x", waits: true, caller: "get_fs_type"))
        #expect(
            try only(prefix + "net-pf-10 wait=0 call_site=__sock_create").action
                == .request(name: "net-pf-10", waits: false, caller: "__sock_create"))
    }

    @Test func everyKindOfEventIsRead() throws {
        let prefix = "           rmmod-9       [000] .....     0.000001: "
        #expect(try only(prefix + "module_free: evil").action == .free(module: "evil"))
        #expect(try only(prefix + "module_load: evil POE").action == .load(module: "evil", taints: "POE"))
        #expect(
            try only(prefix + "sys_delete_module(name_user: 1, flags: 800)").action
                == .enter(.deleteModule, flags: 0x800))
        #expect(
            try only(prefix + "sys_init_module(umod: 4f0d6f0, len: 4927, uargs: 491b3d)").action
                == .enter(.initModule, length: 18727))
        #expect(try only(prefix + "sys_finit_module(fd: 3, flags: zz").action == .enter(.finitModule))
        #expect(
            try only(prefix + "sys_delete_module -> 0xfffffffffffffff0").action
                == .exit(.deleteModule, result: -16))
    }

    @Test func deletingIsNoAttemptToLoad() {
        let trace = ModuleTrace(
            [UInt8]("           rmmod-9       [000] .....     0.000001: sys_delete_module(name_user: 1, flags: 800)\n"))
        #expect(trace.attempts == 0)
        #expect(trace.calls.map(\.result) == [nil])
    }

    @Test func lostEventsAreCountedWhereverTheyAreSaid() {
        let header = "# entries-in-buffer/entries-written: 10/25   #P:2\n"
        #expect(ModuleTrace([UInt8](header)).overruns == 15)
        #expect(ModuleTrace([UInt8](header), stats: [UInt8]("0 5 20 1 2\n1 5 0 0 0\n")).overruns == 23)
        #expect(ModuleTrace([UInt8]("CPU:1 [LOST 7 EVENTS]\n")).overruns == 7)
        #expect(ModuleTrace([UInt8]("CPU:1 [LOST EVENTS]\n")).overruns == 1)
        #expect(ModuleTrace([]).overruns == nil)
        #expect(!ModuleTrace([]).isWhole, "unknown is not whole")
    }

    @Test func otherEventsAreNoProblemAndNonsenseIs() {
        let other = ModuleTrace([UInt8]("            bash-9       [000] .....     0.000001: sched_switch: prev=1\n"))
        #expect(other.events.isEmpty)
        #expect(other.problem == nil)
        for line in [
            "nonsense", "            bash-9       [000] .....  soon: module_load: x",
            "            bash-9       [000] .....     0.000001: module_request: x wait=2 call_site=y",
            "            bash-9       [000] .....     0.000001: module_load:", "-", "    [", "##### CPU 1 buffer",
        ] where !line.hasPrefix("#") {
            let trace = ModuleTrace([UInt8](line + "\n"))
            #expect(trace.events.isEmpty)
            #expect(trace.problem != nil, "\(line)")
        }
    }

    @Test func everyPrefixOfARealTraceIsTaken() {
        let bytes = [UInt8](CapturedBoot.trace)
        for length in stride(from: 0, to: bytes.count, by: 3) {
            #expect(ModuleTrace(Array(bytes[..<length])).events.count <= 11)
        }
    }
}
