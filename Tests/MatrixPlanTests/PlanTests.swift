// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Testing
import Vocabulary

@Suite struct PlanTests {
    static func kernel(_ name: String) -> KernelName { KernelName(unchecked: name) }

    static func matrix(
        kernels: [String] = ["a", "b", "c"], vcpus: [Int] = [1, 2, 4], repeats: Int = 3,
        include: [Inclusion] = [], exclude: [CellFilter] = []
    ) -> Matrix {
        Matrix(
            title: "t", image: ImageName(unchecked: "i"), baseline: kernel("a"),
            axes: Axes(kernels: kernels.map(kernel), vcpus: vcpus, workloads: [.coldplug]), repeats: repeats,
            include: include, exclude: exclude, criteria: [])
    }

    @Test func everyCellOnceAndOnlyThose() {
        let plan = Plan(Self.matrix(), seed: 7, hostCPUs: 2)
        #expect(plan.cells.count == 27)
        #expect(Set(plan.cells.map(\.id)).count == 27)
    }

    @Test func aBlockHoldsEveryKernelAtOnePlace() {
        for block in Plan(Self.matrix(), seed: 7, hostCPUs: 2).blocks {
            #expect(Set(block.cells.map(\.coordinates.kernel.rawValue)) == ["a", "b", "c"])
            #expect(block.cells.allSatisfy { $0.coordinates.vcpus == block.vcpus && $0.repetition == block.repetition })
        }
    }

    @Test func onlyGuestsOfOneSizeGoSideBySide() {
        let plan = Plan(Self.matrix(), seed: 7, hostCPUs: 2)
        for round in plan.rounds {
            #expect(Set(round.blocks.map(\.vcpus)).count == 1)
            #expect(round.blocks.count == 1 || round.blocks[0].vcpus <= 2)
        }
        #expect(plan.rounds.contains { $0.blocks.count == 2 })
        #expect(Plan(Self.matrix(), seed: 7, hostCPUs: 1).rounds.allSatisfy { $0.blocks.count == 1 })
    }

    @Test func theSeedDecidesTheOrderAndNothingElse() {
        let first = Plan(Self.matrix(), seed: 1, hostCPUs: 2)
        #expect(first == Plan(Self.matrix(), seed: 1, hostCPUs: 2))
        let second = Plan(Self.matrix(), seed: 2, hostCPUs: 2)
        #expect(first.cells.map(\.id) != second.cells.map(\.id))
        #expect(Set(first.cells) == Set(second.cells))
    }

    @Test func aFilterLeavesTheOrderOfTheOthers() {
        let all = Plan(Self.matrix(), seed: 3, hostCPUs: 2)
        let filter = CellFilter(kernels: [Self.kernel("a"), Self.kernel("c")], vcpus: .atLeast(2))
        let some = Plan(Self.matrix(), seed: 3, hostCPUs: 2, filter: filter)
        #expect(some.cells == all.cells.filter { filter.contains($0.coordinates) })
        #expect(some.cells.count == 12)
        #expect(Plan(Self.matrix(), seed: 3, hostCPUs: 2, filter: CellFilter(kernels: [])).cells.isEmpty)
    }

    @Test func kernelsThatComeReadyAreBootedFirstInBlocksOfTheirOwn() {
        let ready: Set = [Self.kernel("b")]
        let plan = Plan(Self.matrix(), seed: 7, hostCPUs: 2, ready: ready)
        #expect(Set(plan.cells.map(\.id)) == Set(Plan(Self.matrix(), seed: 7, hostCPUs: 2).cells.map(\.id)))
        #expect(plan.cells.prefix(9).allSatisfy { ready.contains($0.coordinates.kernel) })
        #expect(plan.blocks.allSatisfy { Set($0.cells.map { ready.contains($0.coordinates.kernel) }).count == 1 })
        #expect(plan.kernels.first == Self.kernel("b"))
        // All of them, or none: the order is that of the seed.
        let all = Plan(Self.matrix(), seed: 7, hostCPUs: 2, ready: Set(["a", "b", "c"].map(Self.kernel)))
        #expect(all == Plan(Self.matrix(), seed: 7, hostCPUs: 2))
    }

    @Test func everyRowOfAKernelThatComesReadyIsReady() {
        let row = KernelName(Self.kernel("b"), .xz)
        let matrix = Self.matrix(include: [Inclusion(Coordinates(kernel: row, vcpus: 4, workload: .coldplug))])
        let definitions = [
            KernelDefinition(
                name: Self.kernel("a"), title: "", source: .package("p"),
                configuration: .init(base: .target("defconfig"), fragments: [])),
            KernelDefinition(name: Self.kernel("b"), title: "", origin: .ready(.package("linux-image-b"))),
        ]
        #expect(matrix.ready(of: definitions) == [Self.kernel("b"), row])
    }

    /// b is held against c, and c is what a is held against, which is built: all of them wait.
    @Test func whoIsHeldAgainstOneThatWaitsWaitsToo() {
        var matrix = Self.matrix()
        let (a, b, c) = (Self.kernel("a"), Self.kernel("b"), Self.kernel("c"))
        matrix.criteria = [
            Criterion(
                name: "r", when: CellFilter(kernels: [b]),
                kind: .ratio(.loadsFailed, to: c, atMost: Fraction(1), floor: nil)),
            Criterion(name: "s", when: CellFilter(kernels: [a]), kind: .sameAs(.modulesSet, reference: c)),
        ]
        let plan = Plan(matrix, seed: 7, hostCPUs: 2, ready: [b, c])
        #expect(plan.blocks.allSatisfy { Set($0.cells.map(\.coordinates.kernel)) == [a, b, c] })
    }

    @Test func aKernelThatIsHeldAgainstAnotherStaysInItsBlock() {
        var matrix = Self.matrix()
        let ready: Set = [Self.kernel("b"), Self.kernel("c")]
        matrix.criteria = [
            Criterion(
                name: "r", when: CellFilter(kernels: [Self.kernel("b")]),
                kind: .ratio(.loadsFailed, to: Self.kernel("a"), atMost: Fraction(0.1), floor: nil))
        ]
        let plan = Plan(matrix, seed: 7, hostCPUs: 2, ready: ready)
        #expect(plan.cells.prefix(9).allSatisfy { $0.coordinates.kernel == Self.kernel("c") })
        #expect(plan.blocks.dropFirst(9).allSatisfy { $0.cells.count == 2 })
        // The reference of everything, and compared with everything.
        matrix.criteria = [Criterion(name: "s", kind: .sameAs(.modulesSet, reference: Self.kernel("b")))]
        #expect(Plan(matrix, seed: 7, hostCPUs: 2, ready: ready) == Plan(matrix, seed: 7, hostCPUs: 2))
    }

    @Test func includeAndExclude() {
        let extra = Coordinates(kernel: Self.kernel("b"), vcpus: 64, workload: .coldplug)
        let without = CellFilter(kernels: [Self.kernel("c")], vcpus: .oneOf([4]))
        let matrix = Self.matrix(include: [Inclusion(extra), Inclusion(extra)], exclude: [without])
        #expect(matrix.coordinates.count == 9)
        #expect(matrix.coordinates.contains(extra))
        #expect(!matrix.coordinates.contains { without.contains($0) })
    }

    /// Over many seeds each kernel must come first about equally often; otherwise order becomes the treatment.
    @Test func orderWithinBlocksIsBalanced() {
        var first: [String: Int] = [:]
        for seed in UInt64(0)..<300 {
            for block in Plan(Self.matrix(), seed: seed, hostCPUs: 2).blocks {
                first[block.cells[0].coordinates.kernel.rawValue, default: 0] += 1
            }
        }
        // 2,700 blocks: 900 expected, standard deviation 24.5; five of them.
        for count in first.values { #expect(abs(count - 900) < 123) }
        #expect(first.count == 3)
    }

    @Test func theDefaultMatrixIsEstimatedInMinutes() {
        let plan = Plan(Self.matrix(vcpus: [1, 2, 4, 8, 16, 32]), seed: 1, hostCPUs: 2)
        let seconds = plan.estimatedDuration(accelerated: false).inSeconds
        #expect((120...480).contains(seconds))
    }
}

@Suite struct NameTests {
    @Test(arguments: ["stats", "no-dup-checks", "v6.12_rc1", "6.1"])
    func plainNames(text: String) { #expect(KernelName(rawValue: text)?.rawValue == text) }

    @Test(arguments: ["", "A", "a/b", "../x", ".hidden", "-x", "a b", "ä", String(repeating: "x", count: 41), "a\n"])
    func namesThatCouldNotBeFiles(text: String) { #expect(KernelName(rawValue: text) == nil) }

    @Test func cellsAreNamedByWhatTheyAre() {
        let place = Coordinates(kernel: KernelName(unchecked: "stats"), vcpus: 4, workload: .coldplug)
        #expect(CellID(place, repetition: 2).text == "stats.4cpu.coldplug.r2")
    }

    @Test func vcpuSelections() {
        #expect(VCPUSelection(text: ">=4") == .atLeast(4))
        #expect(VCPUSelection(text: "<= 8") == .atMost(8))
        #expect(VCPUSelection(text: "1, 4") == .oneOf([1, 4]))
        for text in ["", "four", ">4", "1,,4", "1;4"] { #expect(VCPUSelection(text: text) == nil) }
    }

    @Test func fractions() throws {
        #expect(Fraction(text: "10 %")?.value == 0.1)
        #expect(try #require(Fraction(text: "0.5%")).description == "0.5 %")
        for text in ["10", "%", "-1 %", "nan %", "1 % x"] { #expect(Fraction(text: text) == nil) }
    }

    /// A limit that is shown rounded is another limit.
    @Test(arguments: [
        "0 %", "0.04 %", "0.1 %", "0.5 %", "1.23456 %", "7 %", "10 %", "12.5 %", "33.3333333333 %", "99.95 %",
        "112.5 %", "125 %", "1000000 %", "0.0000001 %",
    ])
    func aLimitIsShownAsItIsWritten(text: String) throws {
        #expect(try #require(Fraction(text: text)).description == text)
    }

    /// As sums of doubles come out, and as a stored run may hold them.
    @Test func anyFractionHasText() {
        #expect(Fraction(0.1 + 0.2).description == "30.000000000000004 %")
        #expect(Fraction(1e300).description == "1e+302 %")
    }

    @Test func everyMetricIsListedOnce() {
        let names = Metric.catalogue.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(Metric.catalogue.allSatisfy { !$0.meaning.isEmpty && !$0.source.isEmpty })
        #expect(Metric.named(.loadsFailed)?.unit == .count)
        #expect(Metric.named(MetricName("loads.faild")) == nil)
    }

    @Test func everyMetricOfTheTraceStandsForACounterOrForNone() throws {
        for metric in Metric.catalogue {
            guard let traced = metric.traced else { continue }
            let twin = try #require(Metric.named(traced))
            #expect(twin.unit == metric.unit && twin.traced == nil && metric.ground == .statistics)
            #expect(twin.meaning.hasSuffix("; \(metric.name)"), "it does not say what it is comparable with")
            #expect(metric.absence == "the kernel has no MODULE_STATS; \(traced) means the same")
        }
        let counters = Metric.catalogue.compactMap(\.traced)
        #expect(Set(counters).count == 7)
        let alone = Metric.catalogue.map(\.name).filter { $0.text.hasPrefix("traced.") && !counters.contains($0) }
        #expect(alone == [.tracedBytesRead])
    }
}
