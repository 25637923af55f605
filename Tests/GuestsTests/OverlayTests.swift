// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

@testable import Guests

@Suite("The overlay")
struct OverlayTests {
    static let tool = "/usr/bin/qemu-img"

    @Test("refuses what it cannot describe")
    func bounds() {
        #expect(OverlayImage.bytes(base: "/b", size: 100) == nil)
        #expect(OverlayImage.bytes(base: "/b", size: 0) == nil)
        #expect(OverlayImage.bytes(base: "", size: 512) == nil)
        #expect(OverlayImage.bytes(base: "/" + String(repeating: "x", count: 1023), size: 512) == nil)
        #expect(OverlayImage.bytes(base: "/b", size: (4 << 40) + 512) == nil)
        #expect(OverlayImage.bytes(base: "/b", size: 4 << 40)?.count == 4 << 16)
    }

    @Test("tells whether a guest has written to it", .enabled(if: FileManager.default.isExecutableFile(atPath: tool)))
    func written() throws {
        let scratch = try ScratchDirectory()
        let (base, overlay) = (scratch.path + "/base.img", scratch.path + "/overlay.qcow2")
        #expect(FileManager.default.createFile(atPath: base, contents: Data(count: 1 << 20)))
        try OverlayFile.write(overlay, over: base)
        #expect(try !OverlayFile.isWritten(overlay))
        _ = try output(of: "/usr/bin/qemu-io", ["-f", "qcow2", "-c", "read 0 4096", overlay])
        #expect(try !OverlayFile.isWritten(overlay))
        _ = try output(of: "/usr/bin/qemu-io", ["-f", "qcow2", "-c", "write 524288 4096", overlay])
        #expect(try OverlayFile.isWritten(overlay))
        #expect(throws: (any Error).self) { try OverlayFile.isWritten(base) }
        #expect(throws: (any Error).self) { try OverlayFile.isWritten(overlay + ".none") }
    }

    @Test("replaces what an earlier run left")
    func replaces() throws {
        let scratch = try ScratchDirectory()
        let (base, overlay) = (scratch.path + "/base", scratch.path + "/overlay")
        try Data(count: 1024).write(to: URL(fileURLWithPath: base))
        try Data("old".utf8).write(to: URL(fileURLWithPath: overlay))
        try OverlayFile.write(overlay, over: base)
        #expect(
            FileManager.default.contents(atPath: overlay).map(Array.init) == OverlayImage.bytes(base: base, size: 1024))
    }

    @Test(
        "is sound to QEMU, shows the base's bytes and takes writes",
        .enabled(if: FileManager.default.isExecutableFile(atPath: tool)),
        arguments: [512, 200 << 20, (3 << 30) + 512])
    func sound(size: Int) throws {
        let scratch = try ScratchDirectory()
        let (base, overlay) = (scratch.path + "/base.img", scratch.path + "/overlay.qcow2")
        #expect(FileManager.default.createFile(atPath: base, contents: Data("the base".utf8)))
        #expect(truncate(base, off_t(size)) == 0)
        try OverlayFile.write(overlay, over: base)
        let check = try #require(try output(of: Self.tool, ["check", overlay]))
        #expect(check.status == 0 && check.text.contains("No errors"), "\(check.text)")
        let info = try #require(try output(of: Self.tool, ["info", "--output=json", overlay]))
        #expect(info.text.contains(#""backing-filename-format": "raw""#))
        #expect(info.text.contains(#""virtual-size": \#(size)"#))
        let compare = try #require(try output(of: Self.tool, ["compare", overlay, base]))
        #expect(compare.status == 0, "\(compare.text)")
        let io = "/usr/bin/qemu-io"
        if let write = try output(of: io, ["-c", "write -P 7 \(size - 512) 512", overlay]) {
            #expect(write.status == 0, "\(write.text)")
            let again = try #require(try output(of: Self.tool, ["check", overlay]))
            #expect(again.status == 0 && again.text.contains("No errors"), "\(again.text)")
            let differs = try #require(try output(of: Self.tool, ["compare", overlay, base]))
            #expect(differs.status == 1)
        }
    }
}
