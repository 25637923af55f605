// SPDX-License-Identifier: Apache-2.0

extension LoaderActivity {
    /// init_module calls. User space has read and decompressed the file itself, as kmod before 31 does with every
    /// compressed module: the kernel is given bytes, and cannot tell that two calls are about one file.
    public var fromMemory: Int { measured.count { $0.call.call == .initModule } }

    /// finit_module calls with a compressed file, which the kernel decompresses (MODULE_INIT_COMPRESSED_FILE); nil where
    /// the trace does not show the flags.
    public var compressed: Int? {
        var count = 0
        for load in measured {
            guard let isCompressed = load.call.isCompressed else { return nil }
            count += isCompressed ? 1 : 0
        }
        return count
    }

    /// Without what an initramfs loaded, whose files are not those of the modules disk.
    private var measured: [Load] { loads.filter { $0.caller != .initramfs } }
}
