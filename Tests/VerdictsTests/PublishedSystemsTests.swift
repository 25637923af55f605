// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Testing
import Verdicts
import Vocabulary

/// What was published of large machines (lore.kernel.org, April to June 2023), written as the evidence of boots: the
/// verdicts must be those of somebody who knows the loader.
@Suite struct PublishedSystemsTests {
    /// The counters of one boot; the table has every failure, spread over as many modules as n - 1 each asks for.
    struct Counters {
        var becoming = 0
        var load = 0
        var wasted = 0
        var modules = ["aesni_intel", "cryptd"]

        static let none = Counters()
    }

    private static let law63 = Criterion(
        name: "6.3", when: CellFilter(kernels: [before]), severity: .warn, kind: .law(.loader63))
    private static let law64 = Criterion(
        name: "6.4", when: CellFilter(kernels: [before]), severity: .warn, kind: .law(.loader64))
    private static let law65 = Criterion(
        name: "6.5", when: CellFilter(kernels: [patched]), severity: .warn, kind: .law(.loader65))

    /// Eight blocks of both kernels.
    private func judged(vcpus: Int, _ counters: [KernelName: Counters]) -> MatrixResult {
        let bytes = Criterion(
            name: "bytes are gone", when: CellFilter(kernels: [patched]), needs: ["the effect is there"],
            kind: .ratio(.bytesWasted, to: before, atMost: Fraction(0.1), floor: nil))
        let counts = Criterion(
            name: "waste is gone", when: CellFilter(kernels: [patched]), needs: ["the effect is there"],
            kind: .ratio(.loadsFailed, to: before, atMost: Fraction(0.1), floor: nil))
        let matrix = Matrix(
            title: "published", image: ImageName(unchecked: "debian-udev"), baseline: before,
            axes: Axes(kernels: [before, patched], vcpus: [vcpus], workloads: [.coldplug]), repeats: 8,
            criteria: [
                .clean, Criterion(name: "no module lost", kind: .sameAs(.modulesSet, reference: before)),
                .effect, counts, bytes, Self.law63, Self.law64, Self.law65,
                Criterion(name: "n-1", severity: .warn, kind: .perModule(atMost: .othersThanOne)),
            ])
        let plan = Plan(matrix, seed: 1, hostCPUs: 2)
        let readings = plan.cells.map { cell in
            Boot(cell, counters[cell.coordinates.kernel] ?? .none).reading
        }
        return Judge.judge(matrix: matrix, plan: plan, readings: readings)
    }

    private func statuses(_ result: MatrixResult) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: result.criteria.map { ($0.name, $0.warns ? "WARN" : $0.status.rawValue) })
    }

    /// SR950, 448 CPUs, 6.4-rc: 20 GB, and none with the patch.
    @Test func twentyGigabytesToNone() {
        let result = judged(
            vcpus: 448, [before: Counters(becoming: 8052, load: 531, wasted: 20_358_550_424), patched: .none])
        #expect(result.status == .pass)
        let found = statuses(result)
        for name in ["waste is gone", "bytes are gone", "no module lost", "6.4", "6.5", "n-1"] {
            #expect(found[name] == "PASS", "\(name)")
        }
        // Duplicates were noticed early: not the loader of 6.3.
        #expect(found["6.3"] == "WARN")
    }

    /// The same with KASAN: 19 loads are still thrown away, which is no regression.
    @Test func nineteenAreNotNone() {
        let result = judged(
            vcpus: 448,
            [
                before: Counters(becoming: 2000, load: 200, wasted: 6_453_862_040),
                patched: Counters(becoming: 19, wasted: 6_441_296, modules: ["aesni_intel", "cryptd"]),
            ])
        let found = statuses(result)
        #expect(found["bytes are gone"] == "PASS" && found["waste is gone"] == "PASS")
        #expect(result.kernel(patched)?.status == .pass)
    }

    @Test func twoHundredFiftyFiveCPUsWithoutTheEarlyCheck() {
        let result = judged(vcpus: 255, [before: Counters(load: 1411, wasted: 14_588_526_272), patched: .none])
        let found = statuses(result)
        #expect(result.status == .pass)
        #expect(found["6.3"] == "PASS" && found["6.4"] == "WARN" && found["6.5"] == "PASS")
    }

    /// 8 CPUs, 8 GiB, with the early check as the patched kernel: better than nothing, and far from gone.
    @Test func theEarlyCheckAlone() {
        let early = Counters(becoming: 83, load: 16, wasted: 237_537_176)
        let found = statuses(judged(vcpus: 8, [before: early, patched: early]))
        #expect(found["6.4"] == "PASS" && found["6.5"] == "WARN")
        #expect(found["waste is gone"] == "FAIL" && found["bytes are gone"] == "FAIL")
    }

    /// 6.4-rc4 opened module files exclusively: no waste, and whoever came second had no module.
    @Test func noWasteWithModulesMissing() throws {
        let result = judged(
            vcpus: 8,
            [
                before: Counters(becoming: 83, load: 16, wasted: 237_537_176),
                patched: Counters(modules: ["cryptd"]),
            ])
        let found = statuses(result)
        #expect(result.status == .fail)
        #expect(found["waste is gone"] == "PASS" && found["no module lost"] == "FAIL")
        let lost = try #require(result.criterion("no module lost"))
        #expect(lost.offences[0].text.hasPrefix("missing: aesni_intel"))
        #expect(lost.rows.last?.claim?.word == .regression)
    }

    /// Nothing was wasted before either: nothing is shown.
    @Test func aControlWithoutAnEffect() {
        let result = judged(vcpus: 8, [before: .none, patched: .none])
        let found = statuses(result)
        #expect(result.status == .inconclusive)
        #expect(found["the effect is there"] == "INCONCLUSIVE" && found["waste is gone"] == "INCONCLUSIVE")
        #expect(found["no module lost"] == "PASS")
    }
}

extension Boot {
    /// A good coldplug of the cell's vCPUs with these counters.
    fileprivate init(_ cell: Cell, _ counters: PublishedSystemsTests.Counters) {
        self.init(becoming: 0, load: 0, table: [])
        let vcpus = cell.coordinates.vcpus
        self.cell = cell
        record.cell = cell.id.text
        record.vcpus = vcpus
        let range = vcpus == 1 ? "0" : "0-\(vcpus - 1)"
        set("cpus", "online=\(range)\npossible=\(range)\npresent=\(range)\n")
        set(
            "uevents",
            (0..<vcpus).map { "U \(900 + $0) \(11 + $0) add cpu /devices/system/cpu/cpu\($0) 1\n" }.joined())
        if !counters.modules.contains("aesni_intel") {
            set("modules", "cryptd 2 0 - Live 0x0\n")
            items.items["buildid/module/aesni_intel"] = nil
        }
        var left = counters.becoming + counters.load
        var table: [(String, Int)] = []
        while left > 0 {
            let times = min(left, vcpus - 1)
            table.append(("module\(table.count)", times))
            left -= times
        }
        // Only the sum of the bytes was published.
        let loadBytes = counters.becoming == 0 ? counters.wasted : counters.wasted / 3 * (counters.load > 0 ? 1 : 0)
        statistics(
            becoming: counters.becoming, load: counters.load, table: table,
            bytes: (counters.wasted - loadBytes, loadBytes))
    }
}
