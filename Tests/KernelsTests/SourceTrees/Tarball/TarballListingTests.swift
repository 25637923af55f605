// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SourceTrees

@Suite struct TarballListingTests {
    private static let good = [
        #"drwxr-xr-x 0/0               0 2026-11-25 19:01:09 "linux-6.1/""#,
        #"-rw-r--r-- 0/0              20 2026-11-25 19:01:09 "linux-6.1/Makefile""#,
        #"-rw-r--r-- 0/0               7 2026-11-25 19:01:09 "linux-6.1/Kconfig""#,
        #"-rw-r--r-- 0/0               1 2026-11-25 19:01:09 "linux-6.1/arch/x86/Kconfig""#,
        #"-rwxr-xr-x 0/0               1 2026-11-25 19:01:09 "linux-6.1/scripts/link.sh""#,
    ]

    private func read(_ lines: [String], isEnded: Bool = true) -> TarballListing {
        var listing = TarballListing()
        for (index, line) in lines.enumerated() { listing.read("block \(index): \(line)\n") }
        listing.read("block 99: ** \(isEnded ? "Block of NULs" : "End of File") **\n")
        return listing
    }

    @Test func aKernelsTree() {
        var listing = read(
            Self.good + [
                #"lrwxrwxrwx 0/0               0 2026-11-25 19:01:09 "linux-6.1/scripts/up" -> "../arch/x86""#,
                #"lrwxrwxrwx 0/0               0 2026-11-25 19:01:09 "linux-6.1/here" -> "Makefile""#,
                #"hrw-r--r-- 0/0               0 2026-11-25 19:01:09 "linux-6.1/hard" link to "linux-6.1/Makefile""#,
                #"-rw-r--r-- 1000/1000         2 2026-11-25 19:01:09 "linux-6.1/we\"ird -> x""#,
            ])
        let found = listing.finish()
        #expect(found?.top == "linux-6.1" && found?.size == 31, "\(listing.fault ?? "")")
        #expect(listing.lack == nil)
    }

    @Test func whatIsOfTheCurrentDirectoryIsTheSame() {
        var listing = read(
            [#"drwxr-xr-x 0/0 0 2026-11-25 19:01:09 "./""#]
                + Self.good.map { $0.replacing("\"linux", with: "\"./linux") })
        #expect(listing.finish()?.top == "linux-6.1")
    }

    @Test(arguments: [
        (#"-rw-r--r-- 0/0 1 2026-11-25 19:01:09 "/etc/passwd""#, "outside of its directory: /etc/passwd"),
        (#"-rw-r--r-- 0/0 1 2026-11-25 19:01:09 "linux-6.1/../../x""#, "outside of its directory"),
        (#"-rw-r--r-- 0/0 1 2026-11-25 19:01:09 "linux-6.1/\056\056/x""#, "outside of its directory"),
        (#"-rw-r--r-- 0/0 1 2026-11-25 19:01:09 "other/x""#, "more than one directory: linux-6.1 and other"),
        (#"-rw-r--r-- 0/0 1 2026-11-25 19:01:09 "README""#, "more than one directory"),
        (#"lrwxrwxrwx 0/0 0 2026-11-25 19:01:09 "linux-6.1/l" -> "/etc""#, "leads out of the tree: linux-6.1/l"),
        (#"lrwxrwxrwx 0/0 0 2026-11-25 19:01:09 "linux-6.1/l" -> "..""#, "leads out"),
        (#"lrwxrwxrwx 0/0 0 2026-11-25 19:01:09 "linux-6.1/a/b/l" -> "../../..""#, "leads out"),
        (#"lrwxrwxrwx 0/0 0 2026-11-25 19:01:09 "linux-6.1/a/b/l" -> "c/../../..""#, "leads out"),
        (#"hrw-r--r-- 0/0 0 2026-11-25 19:01:09 "linux-6.1/h" link to "/etc/passwd""#, "hard link"),
        (#"hrw-r--r-- 0/0 0 2026-11-25 19:01:09 "linux-6.1/h" link to "linux-6.1/../x""#, "hard link"),
        (#"crw-r--r-- 0/0 1,3 2026-11-25 19:01:09 "linux-6.1/null""#, "no file, directory or link"),
        (#"prw-r--r-- 0/0 0 2026-11-25 19:01:09 "linux-6.1/pipe""#, "no file, directory or link"),
        (#"-rwsr-xr-x 0/0 1 2026-11-25 19:01:09 "linux-6.1/sh""#, "run as its owner"),
        (#"-rw-r--r-- 0/0 1 2026-11-25 19:01:09 linux-6.1/x"#, "name cannot be read"),
        (#"-rw-r--r-- 0/0 99999999999999 2026-11-25 19:01:09 "linux-6.1/x""#, "too large"),
    ])
    func refused(_ line: String, _ fault: String) {
        var listing = read(Self.good + [line])
        let found = listing.finish()
        #expect(found == nil)
        #expect(listing.fault?.contains(fault) == true, "\(listing.fault ?? "nothing")")
    }

    @Test func nothingIsPutBehindALink() {
        var listing = read(
            Self.good + [
                #"lrwxrwxrwx 0/0 0 2026-11-25 19:01:09 "linux-6.1/x/l" -> "..""#,
                #"-rw-r--r-- 0/0 1 2026-11-25 19:01:09 "linux-6.1/x/l/evil""#,
            ])
        #expect(listing.finish() == nil && listing.fault?.contains("behind the symbolic link") == true)
    }

    @Test func whatIsCutShortOrEmptyIsRefused() {
        var cut = read(Self.good, isEnded: false)
        #expect(cut.finish() == nil && cut.fault == "has no end: it was cut short")
        var empty = read([])
        #expect(empty.finish() == nil && empty.fault == "is empty")
    }

    @Test func anotherTreeLacksSomething() {
        var listing = read(Self.good.filter { !$0.contains("Kconfig") })
        #expect(listing.finish() != nil && listing.lack == "Kconfig")
        var scriptless = read(Self.good.filter { !$0.contains("scripts") })
        #expect(scriptless.finish() != nil && scriptless.lack == "scripts")
    }

    @Test(arguments: [
        ("linux-6.12.1", "linux-6.12"), ("linux-6.12", "linux-6.12"), ("linux-6.12-rc3", "linux-6.12"),
        ("linux-next-20240101", "linux-next-20240101"), ("vendor-6.1.55-android14", "vendor-6.1"), ("linux", "linux"),
    ])
    func releasesOfASeriesShareALineage(_ name: String, _ series: String) {
        #expect(TarballSource.series(of: name) == series)
    }
}
