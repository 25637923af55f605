// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Testing
import Vocabulary

@testable import Verdicts

@Suite struct NoiseTests {
    private static let quiet = HostNoise(pressure: 0.01, steal: 0)
    private static let loud = HostNoise(pressure: 0.6, steal: 0)

    private static func bench(loud kernels: Set<KernelName>, repetitions: ClosedRange<Int>) -> Bench {
        var bench = Bench(vcpus: [1, 2], repeats: 6, criteria: [.clean])
        for index in bench.readings.indices {
            let cell = bench.readings[index].cell
            let isLoud = kernels.contains(cell.coordinates.kernel) && repetitions.contains(cell.repetition)
            bench.readings[index].host = isLoud ? loud : quiet
        }
        return bench
    }

    @Test func noisyBootsAreNamedAndCount() throws {
        let bench = Self.bench(loud: [patched, plain], repetitions: 2...2)
        let result = bench.judged()
        #expect(result.status == .pass && result.run.sealedCells == 36)
        let note = try #require(result.notes.first { $0.contains("shared their CPUs") })
        #expect(note.hasPrefix("4 of 36 boots shared their CPUs with others, such as plain.1cpu.coldplug.r2:"))
        #expect(note.contains("60 % of the time"))
        let cells = result.coordinates.flatMap(\.cells)
        #expect(cells.count { $0.noise != nil } == 4 && cells.allSatisfy { $0.host != nil })
        #expect(!result.notes.contains { $0.contains("fell on") })
    }

    @Test func noiseOnOneSideIsSaid() {
        let lopsided = Self.bench(loud: [patched], repetitions: 1...3).judged().notes
        #expect(
            lopsided.contains {
                $0.hasPrefix(
                    "The host's noise fell on patched and not on plain in 6 of 12 blocks, the other way round in 0")
            })
        // Two of twelve may be chance.
        let few = Self.bench(loud: [patched], repetitions: 1...1).judged().notes
        #expect(!few.contains { $0.contains("fell on") })
    }

    @Test func oldRecordsSayNothing() {
        #expect(!Bench(criteria: [.clean]).judged().notes.contains { $0.contains("shared their CPUs") })
    }

    /// 2 / 2^6, 2 (1 + 10) / 2^10.
    @Test func signs() {
        #expect(SignTest.twoSided(6, 0) == 0.03125)
        #expect(abs(SignTest.twoSided(1, 9) - 22.0 / 1024) < 1e-12)
        #expect(SignTest.twoSided(5, 5) == 1 && SignTest.twoSided(0, 0) == 1)
    }
}
