// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Testing
import Vocabulary

@testable import Verdicts

@Suite struct ProjectionTests {
    /// A report of a machine with more than 400 CPUs: `vmap allocation for size 2498560 failed`
    /// (docs of the kernel's module area: 1008 MiB with RANDOMIZE_BASE).
    @Test func publishedFailureOfFourHundredCPUs() {
        let bound = LoadBound(
            .moduleArea, of: "xfs", load: ByteCount(2_498_560), capacity: ModuleArea.randomized.size,
            limit: .own(memory: .gibibytes(1024)))
        #expect(ModuleArea.randomized.size == .mebibytes(1008))
        #expect(ModuleArea.fixed.size == .mebibytes(1520))
        #expect(bound.room == 423)
        #expect(bound.vcpus == 423)
        #expect(bound.load == ByteCount(2_498_560))
    }

    @Test func sizesAreRoundedUpToPages() {
        func room(_ size: Int64) -> Int {
            LoadBound(.memory, of: "m", load: ByteCount(size), capacity: ByteCount(40_960), limit: nil).room
        }
        #expect(room(4096) == 10)
        #expect(room(4097) == 5)
        #expect(room(0) == 10)
    }

    @Test func udevThatNeverAsksForSoManyNeverReachesTheBound() {
        func vcpus(_ limit: WorkerLimit?) -> Int? {
            LoadBound(
                .moduleArea, of: "m", load: .mebibytes(1), capacity: .mebibytes(100), limit: limit
            ).vcpus
        }
        #expect(vcpus(.given(99)) == nil)
        #expect(vcpus(.given(100)) == 100)
        #expect(vcpus(nil) == 100)
        // 4 GiB / 128 MiB = 32, 16 GiB: 128.
        #expect(vcpus(.own(memory: .gibibytes(4))) == nil)
        #expect(vcpus(.own(memory: .gibibytes(16))) == 100)
    }

    @Test func workersAsUdevCountsThem() {
        let small = WorkerLimit.own(memory: .gibibytes(4))
        #expect(small.workers(on: 4) == 24)
        #expect(small.workers(on: 8) == 32)
        #expect(small.workers(on: 64) == 32)
        #expect(!small.isCutByMemory(on: 8))
        #expect(small.isCutByMemory(on: 9))
        #expect(WorkerLimit.own(memory: .mebibytes(256)).most == 10)
        #expect(WorkerLimit.own(memory: .gibibytes(4096)).most == 2048)
        #expect(!WorkerLimit.given(2).isCutByMemory(on: 100))
    }

    @Test func limitOfTheCommandLine() {
        #expect(WorkerLimit.given(in: "root=/dev/vda udev.children_max=64 quiet") == 64)
        #expect(WorkerLimit.given(in: "udev.children-max=8 udev.children_max=16") == 16)
        #expect(WorkerLimit.given(in: "udev.children_max=8 udev.children_max=0") == nil)
        #expect(WorkerLimit.given(in: "udev.children_max=many rd.udev.log_level=7") == nil)
    }

    @Test func addressesTellTheModuleArea() {
        #expect(ModuleArea(addresses: [0xFFFF_FFFF_C080_0000, 0xFFFF_FFFF_C000_1000]) == .randomized)
        #expect(ModuleArea(addresses: [0xFFFF_FFFF_A01D_3000, 0xFFFF_FFFF_C000_1000]) == .fixed)
        #expect(ModuleArea(addresses: []) == nil)
        // arm64, and a table that is no kernel's.
        #expect(ModuleArea(addresses: [0xFFFF_8000_7A00_0000]) == nil)
        #expect(ModuleArea(addresses: [0xFFFF_FFFF_FFFF_F000]) == nil)
    }

    @Test func footprintOfABoot() throws {
        var boot = Boot()
        boot.set(
            "modules",
            "aesni_intel 106496 0 - Live 0xffffffffa011f000\nkvm 872448 0 - Live 0xffffffffa01d3000\n"
                + "huge 99999744 0 - Loading 0xffffffffa0000000\n")
        boot.set("cmdline", "udev.children_max=64 quiet\n")
        let footprint = try #require(boot.reading.footprint)
        #expect(footprint.largestModule == .init(module: "kvm", size: ByteCount(872_448)))
        #expect(footprint.area == .fixed)
        #expect(footprint.available == .kibibytes(3_950_000))
        #expect(footprint.limit == .given(64))
        boot.set("cmdline", "quiet\n")
        #expect(boot.reading.footprint?.limit == .own(memory: .kibibytes(4_000_000)))
        boot.set("modules", "kvm 872448 0 - Live 0x0000000000000000\n")
        #expect(boot.reading.footprint?.area == nil)
    }

    @Test func sizesThatNoModuleHasAreLeftOut() throws {
        var boot = Boot()
        boot.set(
            "modules",
            "evil 9223372036854775807 0 - Live 0xffffffffa011f000\nworse 1099511627776 0 - Live 0xffffffffa0100000\n"
                + "kvm 872448 0 - Live 0xffffffffa01d3000\n")
        let footprint = try #require(boot.reading.footprint)
        #expect(footprint.largestModule == .init(module: "kvm", size: ByteCount(872_448)))
        #expect(!LoadBound.all(of: footprint).isEmpty)
        // A boot that was digested before.
        let old = LoadFootprint(
            largestModule: .init(module: "evil", size: ByteCount(.max)), largestImage: nil, area: nil, available: nil,
            limit: nil)
        #expect(LoadFootprint([old])?.largestModule == nil)
        #expect(LoadFootprint([old, footprint])?.largestModule == footprint.largestModule)
        // The largest that there may be.
        let edge = LoadFootprint.Item(module: "edge", size: ByteCount((1 << 40) - 1))
        let most = LoadFootprint(
            largestModule: edge, largestImage: edge, area: nil, available: .gibibytes(4), limit: nil)
        #expect(LoadFootprint([most])?.largestModule == edge)
        #expect(LoadBound.all(of: most).allSatisfy { $0.room == 0 })
    }

    @Test func unknownAreaShowsBothSizes() {
        let footprint = LoadFootprint(
            largestModule: .init(module: "kvm", size: .mebibytes(1)), largestImage: nil, area: nil,
            available: .gibibytes(5), limit: .given(64))
        let bounds = LoadBound.all(of: footprint)
        #expect(bounds.map(\.room) == [1008, 1520, 4096])
        #expect(bounds.map(\.resource) == [.moduleArea, .moduleArea, .memory])
    }
}

@Suite struct GrowthProjectionTests {
    /// A boot at each count and repetition.
    private func values(_ counts: [Int], _ value: (Int, Int) -> Double) -> [(vcpus: Int, value: Double)] {
        counts.flatMap { count in (0..<3).map { (count, value(count, $0)) } }
    }

    private func project(
        _ values: [(vcpus: Int, value: Double)], _ metric: MetricName = .memoryHighestModules,
        capacity: Double? = 1000, limit: WorkerLimit? = .given(2048)
    ) -> GrowthProjection {
        GrowthProjection(
            metric, values, resource: metric == .bytesWasted ? nil : .moduleArea, capacity: capacity, limit: limit)
    }

    @Test func straightGrowthIsExtrapolated() throws {
        let found = project(values([1, 2, 4, 8]) { count, turn in 100 + 50 * Double(count - 1) + Double(turn) })
        #expect(found.start == 101)
        #expect(abs(try #require(found.growth) - 50) < 0.5)
        #expect(found.reach == 32)
        // 1 + 899 / 50.
        let vcpus = try #require(found.vcpus)
        let high = try #require(vcpus.high)
        #expect(vcpus.low <= 18.98 && 18.98 <= high + 0.01)
        #expect(found.refusal == nil)
    }

    @Test func fourTimesTheLargestIsTheFarthest() {
        let found = project(values([1, 2, 4, 8]) { count, turn in 100 + 20 * Double(count - 1) + Double(turn) })
        #expect(found.vcpus == nil)
        #expect(found.refusal?.contains("4 times the most") == true)
        #expect(found.atReach != nil)
    }

    /// Growth of 80 to 120 for each CPU, by the boot; 32 CPUs are as far as it speaks.
    private func restless(capacity: Double, limit: WorkerLimit? = .given(2048)) -> GrowthProjection {
        project(
            values([1, 2, 4, 8]) { count, turn in Double((count - 1) * (80 + 20 * turn)) }, capacity: capacity,
            limit: limit)
    }

    @Test func whatTheIntervalStraddlesMayBeUsedUp() throws {
        for (capacity, point) in [(3000.0, 31.0), (3200, 33)] {
            let found = restless(capacity: capacity)
            let (growth, interval) = (try #require(found.growth), try #require(found.interval))
            let fastest = try #require(interval.high)
            // The estimate by itself lies on either side of what may be said.
            #expect(abs(1 + capacity / growth - point) < 0.01)
            #expect(1 + capacity / interval.low > 32 && 1 + capacity / fastest < 32)
            #expect(found.vcpus?.low == 1 + capacity / fastest)
            #expect(found.vcpus?.high == nil && found.refusal == nil)
        }
    }

    @Test func notUsedUpIsSaidOnlyOfTheFastestGrowth() throws {
        let interval = try #require(restless(capacity: 3000).interval)
        let fastest = try #require(interval.high)
        #expect(restless(capacity: fastest * 30.9).vcpus.map { $0.low < 32 } == true)
        let beyond = restless(capacity: fastest * 31.1)
        #expect(beyond.vcpus == nil && beyond.refusal?.hasPrefix("it is not used up with 32 vCPUs") == true)
    }

    @Test func bothEndsWithinReachAreToldAsTheyAre() throws {
        let found = restless(capacity: 1500)
        let interval = try #require(found.interval)
        let high = try #require(found.vcpus?.high)
        #expect(high == 1 + 1500 / interval.low && high <= 32)
    }

    @Test func udevsLimitCutsTheIntervalToo() {
        let found = restless(capacity: 1500, limit: .given(16))
        #expect(found.reach == 16 && found.vcpus?.high == nil && found.vcpus.map { $0.low < 16 } == true)
    }

    @Test func growthEndsWhereUdevStopsAsking() {
        let found = project(
            values([1, 2, 4, 8]) { count, turn in 100 + 50 * Double(count - 1) + Double(turn) }, limit: .given(16))
        #expect(found.reach == 16)
        #expect(found.vcpus == nil)
        #expect(found.refusal?.contains("at most 16 at once") == true)
    }

    @Test func memoryThatCutTheWorkersRefuses() {
        let found = project(
            values([1, 2, 4, 16]) { count, turn in 100 + 50 * Double(count - 1) + Double(turn) },
            limit: .own(memory: .gibibytes(4)))
        #expect(found.vcpus == nil && found.atReach == nil)
        #expect(found.refusal?.contains("memory kept udev at 32") == true)
    }

    @Test func fewBootsRefuse() {
        let found = project([(1, 100), (2, 150), (4, 250), (8, 450)])
        #expect(found.vcpus == nil && found.atReach == nil)
        #expect(found.refusal?.contains("at least 6") == true)
    }

    @Test func peaksNeedABootOfOneCPU() {
        let found = project(values([2, 4, 8]) { count, _ in 50 * Double(count) })
        #expect(found.growth == nil)
        #expect(found.refusal?.contains("one vCPU") == true)
        // What is wasted begins at nothing.
        #expect(project(values([2, 4, 8]) { count, _ in 50 * Double(count - 1) }, .bytesWasted).growth == 50)
    }

    @Test func whatDoesNotGrowIsNotExtrapolated() {
        let found = project(values([1, 2, 4]) { _, _ in 100 })
        #expect(found.growth == 0)
        #expect(found.vcpus == nil)
        #expect(found.refusal == "it did not grow")
    }

    @Test func unknownCapacityRefuses() {
        let found = project(
            values([1, 2, 4, 8]) { count, turn in 100 + 50 * Double(count - 1) + Double(turn) }, capacity: nil)
        #expect(found.vcpus == nil)
        #expect(found.refusal?.contains("not known") == true)
    }
}
