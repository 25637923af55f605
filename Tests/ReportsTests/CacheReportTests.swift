// SPDX-License-Identifier: Apache-2.0

import Foundation
import Reports
import Testing
import Vocabulary

@Suite struct CacheReportTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    private static func item(
        _ kind: CacheItem.Kind, _ name: String, mebibytes: Int, hours: Double, state: CacheItem.State = .idle,
        health: CacheItem.Health = .unknown
    ) -> CacheItem {
        CacheItem(
            kind, key: String(repeating: "ab", count: 32), names: [name], path: "/c/\(name)",
            size: .mebibytes(mebibytes), lastUse: now.addingTimeInterval(-hours * 3600), state: state, health: health)
    }

    private static let listing: CacheListing = {
        var kernel = item(.kernel, "stats", mebibytes: 17, hours: 3, state: .inUse)
        kernel.source = "linux-source-6.12 6.12.117-1"
        kernel.release = "6.12.117"
        kernel.compiler = "gcc (Debian 12.2.0-14) 12.2.0"
        return CacheListing(
            cache: "/c", free: .gibibytes(5),
            items: [
                item(.image, "debian-udev", mebibytes: 300, hours: 0.5), kernel,
                item(.kernel, "hostile\u{1B}[31m\nname", mebibytes: 16, hours: 100),
                item(.kernel, "broken", mebibytes: 16, hours: 47, health: .damaged),
                CacheItem(.log, files: 41, path: "/c/logs", size: .mebibytes(1)),
            ],
            garbage: [
                CacheGarbage(.lock, path: "/c/kernels/.lock-x", size: .bytes(0)),
                CacheGarbage(.damaged, path: "/c/kernels/.damaged-x-1", size: .mebibytes(17)),
            ], now: now)
    }()

    @Test func eachKindHasItsHeadingAndTheLastUsedFirst() {
        #expect(
            Self.listing.text(order: .kind, style: TableStyle(width: 100)) == """
                /c: 367 MiB; 5 GiB free

                3 kernels, 49 MiB
                  in use   17 MiB     stats: 6.12.117 from linux-source-6.12 6.12.117-1, gcc (Debian 12.2.0-14)
                                      12.2.0, key abababababab
                  47 h     16 MiB     damaged, broken: key abababababab
                  4 d      16 MiB     hostile\\x1b[31m\\xaname: key abababababab

                1 image, 300 MiB
                  30 min   300 MiB    debian-udev: key abababababab

                1 log, 1 MiB
                  -        1 MiB      logs: 41 files

                garbage: 1 damaged, 1 unused lock, 17 MiB; `bootmatrix cache prune` removes it

                """)
    }

    @Test(arguments: [40, 57, 80, 200], CacheListing.Order.allCases)
    func noLineIsLongerThanTheTerminal(width: Int, order: CacheListing.Order) {
        let text = Self.listing.text(order: order, style: TableStyle(width: width))
        for line in text.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
        #expect(!text.contains("\u{1B}"))
    }

    @Test func theOrderIsTheOneThatWasAsked() throws {
        func paths(_ order: CacheListing.Order) throws -> [String] {
            let json = try #require(
                JSONSerialization.jsonObject(with: Data(try Self.listing.json(order: order).utf8)) as? [String: Any])
            return try #require(json["entries"] as? [[String: Any]]).compactMap { $0["path"] as? String }
        }
        #expect(try paths(.size).first == "/c/debian-udev" && paths(.size).last == "/c/logs")
        #expect(try paths(.used).first == "/c/debian-udev" && paths(.used)[1] == "/c/stats")
        #expect(try paths(.kind).first == "/c/stats")
    }

    @Test func jsonHasTheTotalsByKind() throws {
        let json = try #require(
            JSONSerialization.jsonObject(with: Data(try Self.listing.json(order: .kind).utf8)) as? [String: Any])
        #expect(json["schema"] as? Int == 1 && json["bytes"] as? Int == 367 << 20)
        let totals = try #require(json["totals"] as? [[String: Any]])
        #expect(totals.map { $0["kind"] as? String } == ["kernel", "image", "log"])
        #expect(totals.map { $0["count"] as? Int } == [3, 1, 1])
        let first = try #require((json["entries"] as? [[String: Any]])?.first)
        #expect(first["state"] as? String == "in-use" && first["release"] as? String == "6.12.117")
        #expect(first["last_used"] as? String == "2027-01-15T05:00:00Z")
        #expect((json["garbage"] as? [[String: Any]])?.count == 2)
    }

    @Test func anEmptyCacheSaysHowToFillIt() {
        let listing = CacheListing(cache: "/c", free: nil, items: [], garbage: [], now: Self.now)
        #expect(
            listing.text(order: .kind, style: TableStyle())
                == "/c: 0 B\nnothing is kept here yet; `bootmatrix run` fills it\n")
    }

    @Test func damageIsNamedAndIsNoPass() throws {
        let kernel = Self.item(.kernel, "stats", mebibytes: 17, hours: 1)
        var verification = CacheVerification(cache: "/c", sound: [kernel], damaged: [])
        #expect(verification.status == .pass)
        #expect(verification.text(style: TableStyle()) == "1 entry is sound, 17 MiB\n")
        verification.damaged = [.init(kernel, flaw: "bzImage has another content", stays: false)]
        #expect(verification.status == .error)
        #expect(
            verification.text(style: TableStyle(width: 80)) == """
                damaged  kernel stats (key abababababab): bzImage has another content; set
                         aside, and made again when it is wanted
                1 damaged; 1 entry is sound, 17 MiB

                """)
        let json = try verification.json()
        #expect(json.contains("\"flaw\" : \"bzImage has another content\"") && json.contains("\"status\" : \"ERROR\""))
    }

    @Test func whatWentIsNamedWithItsSize() throws {
        var pruning = CachePruning(cache: "/c", isDryRun: false)
        pruning.left = .gibibytes(2)
        #expect(pruning.text(style: TableStyle()) == "nothing to remove; the cache takes 2 GiB\n")
        pruning.removed = [.init(Self.item(.kernel, "stats", mebibytes: 17, hours: 900), .age)]
        pruning.garbage = Self.listing.garbage
        pruning.keptInUse = [Self.item(.image, "debian-udev", mebibytes: 300, hours: 900)]
        pruning.limit = .gibibytes(1)
        #expect(
            pruning.text(style: TableStyle(width: 80)) == """
                removed  17 MiB     garbage: 1 damaged, 1 unused lock
                removed  17 MiB     kernel stats
                kept, in use: image debian-udev
                freed 34 MiB; the cache takes 2 GiB, more than 1 GiB: the rest is in use or is
                  nothing that is pruned

                """)
        #expect(pruning.status == .pass)
        pruning.isDryRun = true
        #expect(pruning.text(style: TableStyle()).contains("would remove  17 MiB"))
        pruning.failures = [.init(path: "/c/x", why: "no")]
        #expect(pruning.status == .miss)
        #expect(try pruning.json().contains("\"freed_bytes\" : \(34 << 20)"))
    }
}
