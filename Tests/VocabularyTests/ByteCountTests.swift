// SPDX-License-Identifier: Apache-2.0

import Testing
import Vocabulary

@Suite struct ByteCountTests {
    @Test(arguments: [
        ("4 GiB", Int64(4) << 30), ("512MiB", 512 << 20), ("64 KiB", 64 << 10), ("4096 B", 4096), ("0 B", 0),
    ])
    func readsBinaryUnits(text: String, bytes: Int64) {
        #expect(ByteCount(text: text)?.bytes == bytes)
    }

    @Test(arguments: ["", "4", "4 GB", "4 gib", "-1 MiB", "1.5 GiB", "9999999999 GiB", "GiB", "4 GiB x", "0x10 B"])
    func refusesEverythingElse(text: String) {
        #expect(ByteCount(text: text) == nil)
    }

    @Test(arguments: [
        (Int64(4) << 30, "4 GiB"), (1_468_006, "1.4 MiB"), (512, "512 B"), (0, "0 B"), (-2 << 20, "-2 MiB"),
        (1023, "1023 B"), (1536, "1.5 KiB"), (Int64.max, "8589934592.0 GiB"), (Int64.min, "-8589934592 GiB"),
    ])
    func describesInTheLargestWholeUnit(bytes: Int64, text: String) {
        #expect(ByteCount(bytes).description == text)
    }
}

@Suite struct DurationTextTests {
    @Test(arguments: [
        (Duration.milliseconds(840), "0.8 s"), (.milliseconds(9_949), "9.9 s"), (.milliseconds(9_960), "10 s"),
        (.seconds(59), "59 s"), (.seconds(184), "3 min 04 s"), (.seconds(7_800), "2 h 10 min"),
    ])
    func isBrief(duration: Duration, text: String) {
        #expect(duration.brief == text)
    }

    @Test func readsUnits() {
        #expect(Duration(text: "70 s") == .seconds(70))
        #expect(Duration(text: "500 ms") == .milliseconds(500))
        #expect(Duration(text: "5 min") == .seconds(300))
        for text in ["", "5", "5 h", "-1 s", "1.5 s", "99999999999 s"] { #expect(Duration(text: text) == nil) }
    }
}
