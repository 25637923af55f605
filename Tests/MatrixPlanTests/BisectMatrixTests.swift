// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Testing

@Suite struct BisectMatrixTests {
    private static let own = KernelName(unchecked: "own")
    private static let other = KernelName(unchecked: "other")
    private let whole = Matrix(
        title: "whole", image: ImageName(unchecked: "i"), baseline: other,
        axes: Axes(kernels: [other, own], vcpus: [1, 4], workloads: [.coldplug]), repeats: 3,
        criteria: [
            Criterion(name: "clean", kind: .cleanBoot),
            Criterion(name: "same", kind: .sameAs(.modulesSet, reference: other)),
            Criterion(
                name: "shown", when: CellFilter(vcpus: .atLeast(4)), kind: .control(.loadsFailed, Limits(atLeast: 1))),
            Criterion(name: "few", needs: ["shown"], kind: .bound(.loadsFailed, Limits(atMost: 10))),
            Criterion(
                name: "others", when: CellFilter(kernels: [other]), kind: .bound(.loadsFailed, Limits(atMost: 1))),
            Criterion(name: "after others", needs: ["others"], kind: .bound(.loadsFailed, Limits(atMost: 2))),
            Criterion(name: "share", kind: .ratio(.loadsFailed, to: other, atMost: Fraction(0.1), floor: nil)),
            Criterion(name: "growth", kind: .scaling(.loadsFailed, atMost: .absolute(2), floor: nil)),
        ])

    private func step(
        _ places: [BisectPlace] = [.standard], _ criteria: [String] = [], repeats: Int? = nil
    ) throws(BisectMatrix.Refusal) -> BisectMatrix {
        try BisectMatrix(
            whole, kernel: Self.own, places: places, criteria: criteria, repeats: repeats, title: "a commit")
    }

    @Test func byDefaultWhatStandsAloneIsJudged() throws {
        let step = try step()
        #expect(step.asked == [])
        #expect(step.matrix.criteria.map(\.name) == ["clean", "shown", "few"])
        #expect(step.matrix.kernels == [Self.own] && step.matrix.baseline == Self.own)
        #expect(step.matrix.title == "a commit" && step.matrix.repeats == 3)
    }

    @Test func whatACriterionNeedsComesWithIt() throws {
        let step = try step(criteria: ["few"])
        #expect(step.asked == ["few"])
        #expect(step.matrix.criteria.map(\.name) == ["shown", "few"])
    }

    /// Who names a criterion wants its answer; what comes by itself only warns as before.
    @Test func aNamedWarningDecides() throws {
        var warning = whole
        for index in warning.criteria.indices { warning.criteria[index].severity = .warn }
        let step = try BisectMatrix(
            warning, kernel: Self.own, places: [.standard], criteria: ["few"], repeats: nil, title: "a commit")
        #expect(step.matrix.criteria.map(\.severity) == [.warn, .fail])
    }

    @Test func warningsThatNobodyNamedDecideNoStep() {
        var warning = whole
        for index in warning.criteria.indices { warning.criteria[index].severity = .warn }
        #expect(throws: BisectMatrix.Refusal.none) {
            try BisectMatrix(
                warning, kernel: Self.own, places: [.standard], criteria: [], repeats: nil, title: "a commit")
        }
    }

    private func step(criteria: [String]) throws -> BisectMatrix { try step([.standard], criteria) }

    @Test(arguments: [
        ("same", BisectMatrix.Refusal.compares("same", with: other)),
        ("share", .compares("share", with: other)), ("others", .selectsNothing("others")),
        ("after others", .needs("after others", "others")), ("growth", .selectsNothing("growth")),
    ])
    func whatCannotBeJudgedIsRefusedAndNotSkipped(name: String, refusal: BisectMatrix.Refusal) {
        #expect(throws: refusal) { try step(criteria: [name]) }
    }

    @Test func anUnknownCriterionIsToldTheOthers() {
        #expect(throws: BisectMatrix.Refusal.unknown("nope", known: whole.criteria.map(\.name))) {
            try step(criteria: ["nope"])
        }
    }

    @Test func growthNeedsTwoSizes() throws {
        let places = [BisectPlace(vcpus: 1, workload: .coldplug), .standard]
        #expect(try step(places, ["growth"]).matrix.criteria.map(\.name) == ["growth"])
        #expect(try step(places, repeats: 2).matrix.coordinates.map(\.vcpus) == [1, 4])
        #expect(try step(places, repeats: 2).matrix.repeats == 2)
    }

    @Test func onlyThePlacesAreBooted() throws {
        let others = WorkloadName(unchecked: "other-work")
        let places = [BisectPlace(vcpus: 8, workload: .coldplug), BisectPlace(vcpus: 2, workload: others)]
        let coordinates = try step(places).matrix.coordinates
        #expect(
            Set(coordinates) == [
                Coordinates(kernel: Self.own, vcpus: 8, workload: .coldplug),
                Coordinates(kernel: Self.own, vcpus: 2, workload: others),
            ])
    }

    @Test func aMatrixOfComparisonsAloneIsRefused() {
        var matrix = whole
        matrix.criteria.removeAll { !["same", "share"].contains($0.name) }
        #expect(throws: BisectMatrix.Refusal.none) {
            try BisectMatrix(matrix, kernel: Self.own, places: [.standard], title: "")
        }
    }

    @Test func placesAreReadAsCellsAreNamed() {
        #expect(BisectPlace(text: "4cpu.coldplug", kernel: Self.own) == .standard)
        #expect(BisectPlace(text: "own.4cpu.coldplug", kernel: Self.own) == .standard)
        #expect(BisectPlace.standard.description == "4cpu.coldplug")
        for text in [
            "", "4.coldplug", "4cpu", "4cpu.", "4cpu.nothing", "0cpu.coldplug", "256cpu.coldplug", "+4cpu.coldplug",
            "04cpu.coldplug", "cpu.coldplug", "other.4cpu.coldplug", "4cpu.coldplug.r1",
        ] {
            #expect(BisectPlace(text: text, kernel: Self.own) == nil, "\(text)")
        }
    }
}
