// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import MatrixPlan
import Testing

@testable import Guests

@Suite("The kernel command line")
struct KernelCommandLineTests {
    private func words(_ spec: GuestSpec = Samples.spec(), kvm: Bool = false, frequency: Double? = 2_445_434_000)
        -> [Substring]
    {
        KernelCommandLine.text(spec, accelerator: kvm ? .kvm : .tcg, timeStampFrequency: frequency).split(
            separator: " ")
    }

    @Test("computes lpj from the host's counter and the kernel's ticks, never below it")
    func loopsPerJiffy() {
        #expect(words().contains("lpj=24460000"))
        var spec = Samples.spec()
        spec.kernel.ticksPerSecond = 250
        #expect(words(spec).contains("lpj=9790000"))
        #expect(words().contains("tsc_early_khz=2446000"))
    }

    @Test("lets the guest calibrate where the counter is not known")
    func unknownCounter() {
        let calibrated = words(frequency: nil).filter { $0.hasPrefix("lpj=") || $0.hasPrefix("tsc=") }
        #expect(calibrated.isEmpty)
        #expect(words(frequency: nil).contains("cpuhp.parallel=0"))
    }

    @Test("tells a guest under KVM nothing that holds only under TCG")
    func accelerated() {
        let prefixes = ["lpj=", "tsc=", "tsc_early_khz=", "cpuhp.", "no_timer_check"]
        #expect(prefixes.allSatisfy { prefix in words().contains { $0.hasPrefix(prefix) } })
        #expect(words(kvm: true).allSatisfy { word in !prefixes.contains { word.hasPrefix($0) } })
    }

    @Test("traces who loads and asks for modules")
    func tracing() throws {
        let events = try #require(words().first { $0.hasPrefix("trace_event=") })
        for event in ["module_request", "sys_exit_finit_module", "sys_enter_delete_module", "sched_process_exec"] {
            #expect(events.contains(event))
        }
    }

    @Test("puts each probe into one word, commas for blanks, and keeps the words' sum within the kernel's bound")
    func probes() throws {
        let probes = try #require(words().first { $0.hasPrefix("kprobe_event=") }).dropFirst(13).split(separator: ";")
        #expect(probes.count == 9)
        for probe in probes {
            #expect(
                probe.wholeMatch(of: #/[pr]\d*:bm\/[a-z_]+,[a-z0-9_]+(,[a-z]+=[-+$().%a-zA-Z0-9]+(:[a-zA-Z0-9%]+)?)+/#)
                    != nil, "\(probe)")
        }
        #expect(words().contains("trace_clock=boot"))
        // COMMAND_LINE_SIZE is 2,048 with the NUL (arch/x86/include/asm/setup.h); matrix.yaml may give 768 bytes.
        let long = Samples.spec(cmdline: [String(repeating: "x", count: 768)])
        #expect(KernelCommandLine.text(long, accelerator: .tcg, timeStampFrequency: 9_999_999_999).utf8.count < 2048)
    }

    @Test("puts the matrix's words last, where they win")
    func order() {
        let words = words(Samples.spec(cmdline: ["loglevel=8", "udev.children_max=64"]))
        #expect(words.suffix(2) == ["loglevel=8", "udev.children_max=64"])
        #expect(words.contains("bootmatrix.workload=coldplug"))
    }

    @Test("tells a held guest its base workload, how long to stay, and to power off")
    func hold() {
        var spec = Samples.spec()
        spec.workload = .coldplug.held
        let ours = words(spec).filter { $0.hasPrefix("bootmatrix.") }
        #expect(ours == ["bootmatrix.workload=coldplug", "bootmatrix.end=poweroff", "bootmatrix.hold=70"])
        #expect(words().filter { $0.hasPrefix("bootmatrix.") } == ["bootmatrix.workload=coldplug"])
    }
}
