// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import KernelLog
import MatrixPlan
import Vocabulary

/// What is measured. Each gives a number that depends on all of the work.
enum HarnessWork {
    static func copy(_ size: ByteCount) -> Int {
        let source = [UInt8](repeating: 7, count: Int(size.bytes))
        var target = [UInt8](repeating: 0, count: source.count)
        target.withUnsafeMutableBytes { target in source.withUnsafeBytes { target.copyMemory(from: $0) } }
        return Int(target[target.count / 2])
    }

    /// Ten kernels at ten vCPU counts, repeated until there are enough.
    static func plan(cells: Int) -> Int {
        let kernels = (0..<10).map { KernelName(unchecked: "k\($0)") }
        let matrix = Matrix(
            title: "bench", image: ImageName(unchecked: "i"), baseline: kernels[0],
            axes: Axes(kernels: kernels, vcpus: Array(1...10), workloads: [.coldplug]), repeats: cells / 100,
            criteria: [])
        return Plan(matrix, seed: 1, hostCPUs: 2).cells.count
    }

    static func decode() -> Int {
        var decoder = EvidenceStreamDecoder()
        var items = 0
        for start in stride(from: 0, to: stream.count, by: 65_536) {
            items += decoder.feed(stream[start..<min(start + 65_536, stream.count)]).count
        }
        return items
    }

    static func scan() -> Int {
        KernelLogScanner.findings(in: console).count
    }

    private static let stream: [UInt8] = {
        var builder = StreamBuilder()
        let item = [UInt8](repeating: 0x61, count: 4 << 20)
        for index in 0..<8 { builder.item("item-\(index)", item) }
        builder.seal()
        return builder.bytes
    }()

    /// Ordinary lines, and a WARNING each 2,000.
    private static let console: [UInt8] = {
        var text: [UInt8] = []
        let plain = Array("[    1.234567] pci 0000:00:1f.2: BAR 5 [mem 0xfebf1000-0xfebf1fff]: assigned\n".utf8)
        let report = Array(
            "[    2.000000] ------------[ cut here ]------------\n[    2.000001] WARNING: CPU: 0 PID: 1 at kernel/x.c:1 f+0x1/0x2\n"
                .utf8)
        var line = 0
        while text.count < 16 << 20 {
            text += line % 2_000 == 1_999 ? report : plain
            line += 1
        }
        return text
    }()
}
