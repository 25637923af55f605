// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host

/// Which objects of an object directory are part of the kernel that was built last. Others lie there too, of
/// configurations that had more: their warnings are not this kernel's.
struct KernelObjects {
    private let linked: Set<String>?

    /// Objects that are in no archive of the kernel's and belong to every build.
    private static let beside = [
        "arch/x86/boot/", "arch/x86/realmode/", "arch/x86/entry/vdso/", "arch/x86/purgatory/", "arch/x86/tools/",
        "drivers/firmware/efi/libstub/", "scripts/", "tools/", "usr/", "certs/", "init/version",
    ]

    /// Lists what vmlinux and the modules were linked from: the archives, modules.order, and each module's `.mod`.
    static func read(_ objects: String) async -> KernelObjects {
        let archives = ["vmlinux.a", "lib/lib.a", "arch/x86/lib/lib.a"].filter {
            FileManager.default.fileExists(atPath: objects + "/" + $0)
        }
        // Before 6.1 there is no list of all: whatever lies there counts then.
        guard archives.contains("vmlinux.a") else { return KernelObjects(linked: nil) }
        var linked: Set<String> = []
        for archive in archives {
            let result = try? await Command("ar", ["t", archive], in: objects).run(keeping: 1_000_000)
            guard let result, result.succeeded else { return KernelObjects(linked: nil) }
            linked.formUnion(result.tail.map { $0.trimmed })
        }
        for module in lines(objects + "/modules.order") where module.hasSuffix(".o") {
            let stem = module.dropLast(2)
            linked.formUnion([module, "\(stem).mod.o", "\(stem).ko"])
            linked.formUnion(lines("\(objects)/\(stem).mod"))
        }
        return KernelObjects(linked: linked)
    }

    init(linked: Set<String>?) { self.linked = linked }

    /// - Parameter target: as Kbuild prints it.
    func holds(_ target: String) -> Bool {
        guard let linked, target.hasSuffix(".o") else { return true }
        return linked.contains(target) || !target.contains("/") || target.hasPrefix("/")
            || Self.beside.contains { target.hasPrefix($0) }
    }

    private static func lines(_ path: String) -> [String] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
    }
}
