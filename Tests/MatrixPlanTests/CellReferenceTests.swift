// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Testing

struct CellReferenceTests {
    @Test(arguments: [
        "stats.4cpu.coldplug.r2", "stats.4cpu.coldplug", "linux-6.1.y.255cpu.request-storm.r12", "a.1cpu.b.r1",
        "stats.2cpu.4cpu.coldplug", "stats.4cpu.r2", "debian-6.12-cloud+xz.4cpu.coldplug-hold.r2",
    ])
    func isWrittenAsItWasRead(text: String) throws {
        #expect(try #require(CellReference(text: text)).description == text)
    }

    @Test func itsPartsAreThoseOfACell() throws {
        let cell = Cell(
            Coordinates(kernel: KernelName(unchecked: "linux-6.1.y"), vcpus: 8, workload: .coldplug), repetition: 3)
        let boot = try #require(CellReference(text: cell.id.text))
        #expect(boot.coordinates == cell.coordinates && boot.repetition == 3 && boot.id == cell.id)
        let place = try #require(CellReference(text: "linux-6.1.y.8cpu.coldplug"))
        #expect(place.coordinates == cell.coordinates && place.repetition == nil && place.id == nil)
    }

    @Test(arguments: [
        "", "stats", "stats.4cpu", "4cpu.coldplug", "stats.0cpu.coldplug", "stats.04cpu.coldplug", "stats.256cpu.a",
        "stats.cpu.coldplug", "stats.+4cpu.coldplug", "Stats.4cpu.coldplug", "stats.4cpu.coldplug.r2/..",
        "../x.4cpu.coldplug", "stats.4cpu.", "stats..4cpu.coldplug.r\u{661}", "stats.4cpu.cold plug",
        "stats+lz4.4cpu.coldplug", "stats+.4cpu.coldplug", "+xz.4cpu.coldplug", "stats+as-built.4cpu.coldplug",
    ])
    func whatIsNoCellIsRefused(text: String) { #expect(CellReference(text: text) == nil) }
}
