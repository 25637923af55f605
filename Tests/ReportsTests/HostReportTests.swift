// SPDX-License-Identifier: Apache-2.0

import Foundation
import Reports
import Testing
import Vocabulary

struct HostReportTests {
    static let checks = [
        HostCheck("CPUs", .good, "2 to use"),
        HostCheck("accelerator", .lacking, "TCG: there is no /dev/kvm", remedy: "modprobe kvm_intel"),
        HostCheck("runtime", .bad, "a\u{1B}[31mpath\nof two lines", remedy: "set BOOTMATRIX_RUNTIME"),
    ]

    @Test func eachLackHasItsRemedyBelow() {
        let report = HostReport(style: TableStyle(width: 60))
        #expect(report.text(of: Self.checks[0]) == "ok   CPUs        2 to use\n")
        #expect(
            report.text(of: Self.checks[1]) == """
                lack accelerator TCG: there is no /dev/kvm
                                 try: modprobe kvm_intel

                """)
        #expect(report.text(of: Self.checks[2]).hasPrefix("bad  runtime     a\\x1b[31mpath\\xaof two lines\n"))
    }

    @Test func onlyWhatIsBadKeepsTheMainJobFromRunning() {
        #expect(HostReport().summary(Self.checks) == "MISS the main job cannot run: runtime\n")
        #expect(Self.checks.status == .miss)
        let fine = Array(Self.checks.prefix(2))
        #expect(fine.status == .pass)
        #expect(HostReport().summary(fine) == "PASS the main job can run here; it could be better: accelerator\n")
    }

    @Test func jsonHasEveryCheck() throws {
        let json = try #require(
            JSONSerialization.jsonObject(with: Data(try HostReport.json(Self.checks).utf8)) as? [String: Any])
        #expect(json["status"] as? String == "MISS")
        let checks = try #require(json["checks"] as? [[String: String]])
        #expect(checks.map { $0["state"] } == ["ok", "lack", "bad"])
        #expect(checks.map { $0["remedy"] } == [nil, "modprobe kvm_intel", "set BOOTMATRIX_RUNTIME"])
    }
}
