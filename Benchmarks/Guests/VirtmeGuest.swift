// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Campaign
import BootEvidence
import Foundation
import Glibc
import Host
import Synchronization
import Vocabulary

/// A boot by virtme-ng. Its init runs udevd, triggers every device and settles before it starts our script, which reads
/// the files that our guest program reads.
struct VirtmeGuest: Sendable {
    let virtme: VirtmeNG
    let scratch: String
    let vcpus: Int

    /// How a boot went.
    struct Boot: Sendable {
        var took: Duration
        var modules: Int
    }

    /// Seconds after which a boot is given up.
    private static let patience = 300
    private static let end = "bench: end of the files"
    private static let modules = "bench: modules "

    /// What docs/evidence.md lists, as far as this kernel has it.
    private static let script = """
        #!/bin/sh
        test -e /run/udev/control || echo 'bench: udevd does not run'
        cat /sys/kernel/debug/modules/* 2>/dev/null
        cat /proc/modules /proc/meminfo /proc/vmallocinfo /proc/cmdline /proc/version
        cat /sys/devices/system/cpu/online /sys/devices/system/cpu/possible /sys/devices/system/cpu/present
        cat /sys/kernel/tracing/trace /sys/kernel/tracing/per_cpu/cpu*/stats 2>/dev/null
        od -An -tx1 /sys/kernel/notes
        cat /sys/module/*/notes/.note.gnu.build-id 2>/dev/null | od -An -tx1
        dmesg
        echo "\(modules)$(wc -l < /proc/modules)"
        echo '\(end)'
        """

    /// From the start of QEMU to the last line of the files. virtme-ng's own start, about a second of Python, is not in
    /// it, nor is the power-off.
    func boot() async throws -> Boot {
        let place = "\(scratch)/virtme"
        try Directories.make(place)
        let emulator = place + "/qemu"
        let started = place + "/started"
        try install("#!/bin/sh\ndate +%s%N > \(started)\nexec qemu-system-x86_64 \"$@\"\n", as: emulator)
        // Not below /tmp: the guest sees the host's files, but has a /tmp of its own.
        let reader = virtme.cache + "/virtme-read"
        try install(Self.script, as: reader)
        let seen = Mutex<(end: Double?, modules: Int, complaint: String?)>((nil, 0, nil))
        let result = try await Command(
            "timeout",
            [
                "\(Self.patience)", "script", "--quiet", "--return", "--command",
                "vng --disable-kvm --qemu \(emulator) --cpus \(vcpus) --memory 4G --exec \(reader)",
                "/dev/null",
            ], environment: virtme.environment, in: virtme.tree
        ).run { line in
            let now = Date().timeIntervalSince1970
            seen.withLock { seen in
                if line.contains(Self.end) { seen.end = seen.end ?? now }
                if let found = line.firstRange(of: Self.modules) {
                    seen.modules = Int(line[found.upperBound...].filter(\.isNumber)) ?? 0
                }
                if line.contains("bench: udevd does not run") { seen.complaint = "udevd does not run under virtme-ng" }
            }
        }
        let (end, modules, complaint) = seen.withLock(\.self)
        if let complaint { throw BenchError(complaint) }
        let text = (try? String(contentsOfFile: started, encoding: .utf8)) ?? ""
        guard let end, let begin = Double(text.filter(\.isNumber)).map({ $0 / 1e9 }), end > begin else {
            throw BenchError(
                "virtme-ng's guest did not come to its end: \(result.tail.suffix(3).joined(separator: "; "))")
        }
        return Boot(took: .seconds(end - begin), modules: modules)
    }

    private func install(_ text: String, as path: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        chmod(path, 0o755)
    }
}
