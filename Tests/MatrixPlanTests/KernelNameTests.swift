// SPDX-License-Identifier: Apache-2.0

import Foundation
import MatrixPlan
import Testing

@Suite struct KernelNameTests {
    @Test(arguments: ModuleFormat.allCases) func aRowHasItsKernelAndItsFormat(format: ModuleFormat) throws {
        let kernel = try #require(KernelName(rawValue: "debian-6.12-cloud"))
        let row = KernelName(kernel, format)
        #expect(row.base == kernel && row.format == format)
        #expect(row.rawValue == (format == .asBuilt ? "debian-6.12-cloud" : "debian-6.12-cloud+\(format)"))
        #expect(KernelName(rawValue: row.rawValue) == row)
        #expect(KernelName(row, .xz).rawValue == "debian-6.12-cloud+xz")
        let coded = try JSONEncoder().encode([row: 1])
        #expect(try JSONDecoder().decode([KernelName: Int].self, from: coded) == [row: 1])
    }

    @Test(arguments: [
        "", "+xz", "stats+", "stats+lz4", "stats+as-built", "stats+XZ", "stats+xz+zstd", "stats+xz ", "Stats+xz",
        "stats xz", "stats+xz/..", String(repeating: "a", count: 41) + "+xz",
    ])
    func whatIsNoRowIsRefused(text: String) {
        #expect(KernelName(rawValue: text) == nil)
        let coded = Data("[\"\(text)\"]".utf8)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([KernelName].self, from: coded) }
    }

    @Test func theLongestNameMayHaveAFormat() {
        #expect(KernelName(rawValue: String(repeating: "a", count: 40) + "+zstd")?.format == .zstd)
        // Other names have none.
        #expect(ImageName(rawValue: "debian+xz") == nil && WorkloadName(rawValue: "coldplug+xz") == nil)
    }

    @Test func aFilterMeansRowsExactlyAndFormatsAcrossKernels() throws {
        let rows = ["a", "a+xz", "a+none", "b+xz"].compactMap(KernelName.init(rawValue:))
        func places(_ filter: CellFilter) -> [String] {
            rows.map { Coordinates(kernel: $0, vcpus: 1, workload: .coldplug) }.filter(filter.contains)
                .map(\.kernel.rawValue)
        }
        #expect(places(CellFilter(kernels: [rows[0]])) == ["a"])
        #expect(places(CellFilter(formats: [.xz])) == ["a+xz", "b+xz"])
        #expect(places(CellFilter(formats: [.asBuilt, .uncompressed])) == ["a", "a+none"])
        #expect(places(CellFilter(kernels: rows.rows(of: rows[0]), formats: [.xz])) == ["a+xz"])
        #expect(rows.rows(of: rows[0]) == Array(rows[..<3]))
        #expect(rows.rows(of: rows[1]) == [rows[1]])
        #expect(rows.bases.map(\.rawValue) == ["a", "b"])
    }

    /// Filters and axes of runs that were stored before there were formats.
    @Test func aStoredFilterWithoutFormatsMeansAll() throws {
        let filter = try JSONDecoder().decode(
            CellFilter.self, from: Data(#"{"kernels": ["stats"], "vcpus": {"any": {}}}"#.utf8))
        #expect(filter == CellFilter(kernels: [KernelName(unchecked: "stats")]))
    }
}
