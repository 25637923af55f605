// SPDX-License-Identifier: Apache-2.0

import Testing
import Vocabulary

@Suite struct ModuleNameTests {
    @Test(arguments: [
        ("kernel/drivers/block/virtio-blk.ko.xz", "virtio_blk"), ("aesni-intel.ko", "aesni_intel"), ("kvm", "kvm"),
        ("kernel/crypto/842.ko", "842"), ("nls_iso8859-1.ko.zst", "nls_iso8859_1"), ("a.b.ko", "a.b"), ("", ""),
        ("x/", ""),
    ])
    func aFilesNameIsTheModules(path: String, name: String) { #expect(ModuleName.of(path: path) == name) }

    @Test func aNameKeepsItsDots() { #expect(ModuleName.underscored("i2c-core.x") == "i2c_core.x") }
}
