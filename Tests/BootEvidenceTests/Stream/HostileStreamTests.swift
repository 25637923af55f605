// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Testing
import Vocabulary

@testable import BootEvidence

struct HostileStreamTests {
    /// A name is one of the stream's own alphabet or none: nothing of a path but a relative one without parents.
    @Test(arguments: HostileStrings.bytes.indices)
    func noNameLeadsOut(index: Int) {
        let bytes = HostileStrings.bytes[index]
        for name in [bytes, Array("buildid/module/".utf8) + bytes, bytes + Array("/x".utf8)] {
            guard FrameName.isValid(name[...]) else { continue }
            let text = String(decoding: name, as: UTF8.self)
            #expect(text.utf8.allSatisfy { (0x2B...0x7A).contains($0) } && !text.contains(".."))
            #expect(!text.hasPrefix("/") && !text.hasSuffix("/") && !text.contains("//") && !text.isEmpty)
        }
    }

    @Test(arguments: ["..", ".", "/", "a/../b", "a//b", "/a", "a/", "A", "a b", "a\0", "é", "buildid/module/../A", ""])
    func theseAreNoNames(name: String) { #expect(!FrameName.isValid(Array(name.utf8)[...])) }

    /// An item of nothing but line ends, or of words without end, costs no more than its bytes.
    @Test func linesWithoutContentAreNotKept() {
        let ends = [UInt8](repeating: 0x0A, count: 4 << 20)
        var lines = ends.lines
        var count = 0
        while lines.next() != nil { count += 1 }
        #expect(count == 4 << 20)
        let words: [UInt8] = (0..<(1 << 21)).map { $0 % 2 == 0 ? 0x20 : 0x61 }
        #expect(words[...].words.count == 17)
        #expect(LoadedModules(words).modules.isEmpty && LoadedModules(words).problem != nil)
    }

    @Test(arguments: [
        ("", []), ("a", ["a"]), ("a\n", ["a"]), ("\n", [""]), ("a\n\nb", ["a", "", "b"]), ("a\r\nb\r", ["a", "b"]),
        ("\r\n\r\n", ["", ""]),
    ])
    func linesAreWithoutTheirEnds(text: String, lines: [String]) {
        #expect(Array(text.utf8).lines.map(\.text) == lines)
    }
}
