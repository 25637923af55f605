// SPDX-License-Identifier: Apache-2.0

import Foundation
import MatrixFiles
import MatrixPlan
import Testing
import Vocabulary

@Suite struct DefaultMatrixTests {
    let project = ProjectFiles(root: packageRoot)

    @Test func isReadAsItIsMeant() throws {
        let matrix = try project.matrix()
        #expect(matrix.title == "Duplicate module loads during boot")
        #expect(matrix.baseline.rawValue == "stats")
        let ready = try matrix.axes.kernels.filter { try project.kernel($0).build == nil }
        #expect(ready.map(\.rawValue) == ["debian-6.1-cloud", "debian-6.12-cloud"])
        let built = matrix.axes.kernels.filter { !ready.contains($0) }
        #expect(built.map(\.rawValue) == ["no-dup-checks", "stats", "stats-dups"])
        #expect(matrix.axes.vcpus == [1, 2, 4, 8, 16, 32])
        #expect(matrix.axes.workloads == [.coldplug])
        #expect(matrix.memory == .gibibytes(4))
        #expect(matrix.cmdline == ["udev.children_max=64"])
        #expect(matrix.repeats == 3)
        #expect(matrix.coordinates.count == 6 + 18 + 2 + 3)
        let beside = matrix.coordinates.filter { $0.workload != .coldplug }
        #expect(beside.allSatisfy { $0.vcpus == 4 })
        #expect(beside.filter { $0.workload == .requestStorm }.map(\.kernel.rawValue) == ["stats", "stats-dups"])
        #expect(beside.filter { $0.workload == .coldplug.held }.map(\.kernel) == built)
        let plan = Plan(matrix, seed: 1, hostCPUs: 2, ready: Set(ready))
        #expect(plan.cells.count == 3 * (6 + 18 + 2) + 3)
        // Nothing that is compiled keeps the first results back.
        #expect(plan.cells.prefix(18).allSatisfy { ready.contains($0.coordinates.kernel) })
    }

    @Test func hasTheCriteriaOfTheDesign() throws {
        let criteria = try project.matrix().criteria
        let control = try #require(KernelName(rawValue: "no-dup-checks"))
        let judged = ["stats", "stats-dups"].compactMap(KernelName.init(rawValue:))
        let when = CellFilter(kernels: judged, workloads: [.coldplug])
        let baseline = try #require(KernelName(rawValue: "stats"))
        let dups = try #require(KernelName(rawValue: "stats-dups"))
        // Debian's kernels have no statistics: a metric that they cannot have must not be asked for.
        let ours = CellFilter(kernels: [control] + judged)
        let option = CellFilter(kernels: [dups], workloads: [.coldplug])
        func storm(_ kernels: [KernelName]?) -> CellFilter { CellFilter(kernels: kernels, workloads: [.requestStorm]) }
        #expect(
            criteria == [
                Criterion(name: "boots clean", kind: .cleanBoot),
                Criterion(name: "no module lost", when: ours, kind: .sameAs(.modulesSet, reference: baseline)),
                Criterion(name: "every file can be read", when: ours, kind: .bound(.loadsKread, Limits(atMost: 0))),
                Criterion(
                    name: "nobody is turned away", when: ours, kind: .bound(.loadsTurnedAway, Limits(atMost: 0))),
                Criterion(
                    name: "nothing is decompressed", when: ours, kind: .bound(.loadsDecompress, Limits(atMost: 0))),
                Criterion(
                    name: "the effect is there",
                    when: CellFilter(kernels: [control], vcpus: .atLeast(4), workloads: [.coldplug]),
                    kind: .control(.loadsFailed, Limits(atLeast: 10))),
                Criterion(
                    name: "waste is gone", when: when, needs: ["the effect is there"],
                    kind: .ratio(.loadsFailed, to: control, atMost: Fraction(0.1), floor: nil)),
                Criterion(
                    name: "the loader is that of 6.3",
                    when: CellFilter(kernels: [control], workloads: [.coldplug]), kind: .law(.loader63)),
                Criterion(name: "the loader is that of 6.5", when: when, kind: .law(.loader65)),
                Criterion(
                    name: "no module fails more often than there are other vCPUs",
                    when: CellFilter(kernels: [control] + judged, workloads: [.coldplug, .coldplug.held]),
                    severity: .warn, kind: .perModule(atMost: .othersThanOne)),
                Criterion(
                    name: "waste does not grow", when: when, needs: ["the effect is there"],
                    kind: .scaling(.loadsFailed, atMost: .share(Fraction(0.1), of: control), floor: nil)),
                Criterion(
                    name: "requests are repeated", when: storm(nil),
                    kind: .control(.requestsRepeated, Limits(atLeast: 40))),
                Criterion(
                    name: "each request runs modprobe", when: storm([baseline]),
                    kind: .bound(.requestsCoalesced, Limits(atMost: 0))),
                Criterion(
                    name: "one modprobe serves a name", when: storm([dups]), needs: ["requests are repeated"],
                    kind: .bound(.modprobeRepeated, Limits(atMost: 0))),
                Criterion(
                    name: "requests are coalesced", when: storm([dups]), needs: ["requests are repeated"],
                    kind: .bound(.requestsCoalesced, Limits(atLeast: 40))),
                Criterion(
                    name: "the option throws no loads away", when: option, severity: .warn,
                    kind: .difference(.loadsFailed, to: baseline, atMost: 2)),
                Criterion(
                    name: "the option needs no memory", when: option, severity: .warn,
                    kind: .ratio(
                        .memoryHighestVmalloc, to: baseline, atMost: Fraction(1.25), floor: 4 * 1_048_576)),
                Criterion(
                    name: "the option takes no time", when: option, severity: .warn,
                    kind: .timing(.timeToSettled, to: baseline, atMost: Fraction(1.5))),
            ])
    }

    @Test func everyKernelAndImageThatItNamesCanBeRead() throws {
        let matrix = try project.matrix()
        for name in matrix.kernels {
            let kernel = try project.kernel(name)
            let build = kernel.build
            #expect(try project.fragmentPaths(of: kernel).count == build?.configuration.fragments.count ?? 0)
            #expect(try project.patchPaths(of: kernel).count == build?.patches.count ?? 0)
        }
        _ = try project.image(matrix.image)
    }

    @Test func everyDefinitionOfTheProjectCanBeRead() throws {
        for name in try project.kernelNames() { _ = try project.kernel(name) }
        for name in try project.imageNames() { _ = try project.image(name) }
        #expect(try project.kernelNames().count >= 4)
    }
}
