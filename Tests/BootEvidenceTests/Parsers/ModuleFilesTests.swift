// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Testing

@Suite struct ModuleFilesTests {
    @Test func eachLineIsAFile() {
        let files = ModuleFiles(
            Array("aesni_intel xz kernel/arch/x86/crypto/aesni-intel.ko.xz\nodd missing kernel/a b/odd.ko\n".utf8))
        #expect(files.problem == nil)
        #expect(files.files.map(\.module) == ["aesni_intel", "odd"])
        #expect(files.files.map(\.content) == ["xz", "missing"])
        #expect(files.files.map(\.path) == ["kernel/arch/x86/crypto/aesni-intel.ko.xz", "kernel/a b/odd.ko"])
        #expect(ModuleFiles([]).files.isEmpty && ModuleFiles([]).problem == nil)
        #expect(ModuleFiles(Array("aesni_intel xz\n".utf8)).problem != nil)
    }

    @Test func theyAreItemsOfTheirOwn() {
        var items = EvidenceItems()
        #expect(Evidence(items).moduleFiles == nil && Evidence(items).kernelDecompresses == nil)
        items.items["module-files"] = .init(bytes: Array("cryptd none kernel/crypto/cryptd.ko\n".utf8))
        items.items["module-compression"] = .init(bytes: Array("zstd\n".utf8))
        #expect(Evidence(items).moduleFiles?.files.count == 1 && Evidence(items).kernelDecompresses == "zstd")
        // A kernel that does not decompress has no such file, and nothing is wrong with that.
        items.items["module-compression"] = .init(bytes: [], failure: 2)
        items.items["module-files"] = .init(bytes: Array("cryptd\n".utf8))
        let evidence = Evidence(items)
        #expect(evidence.kernelDecompresses == nil)
        #expect(evidence.unreadable.filter { $0.hasPrefix("module-") }.count == 1)
    }
}
