// SPDX-License-Identifier: Apache-2.0

/// What the kernel calls a module: its file's name without endings and with `_` for `-` (KBUILD_MODNAME;
/// scripts/Makefile.lib, `name-fix`).
public enum ModuleName {
    /// `aesni-intel` is `aesni_intel`.
    public static func underscored(_ name: some StringProtocol) -> String {
        String(name.map { $0 == "-" ? "_" : $0 })
    }

    /// `kernel/drivers/block/virtio-blk.ko.xz` is `virtio_blk`; a name without `.ko` ends at its first dot.
    public static func of(path: some StringProtocol) -> String {
        let file = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? String(path)
        let end = file.firstRange(of: ".ko")?.lowerBound ?? file.firstIndex(of: ".") ?? file.endIndex
        return underscored(file[..<end])
    }
}
