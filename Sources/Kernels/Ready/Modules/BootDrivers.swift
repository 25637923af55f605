// SPDX-License-Identifier: Apache-2.0

import Campaign
import Vocabulary

/// Which drivers a guest cannot start without, and which of them a kernel has only as modules. Told by what the kernel
/// is, never by who made it.
enum BootDrivers {
    struct Driver: Hashable, Sendable {
        /// Names that it had, the present one first.
        var modules: [String]
        /// Of `CONFIG_`.
        var symbol: String
        var purpose: String
        var isOptional = false
    }

    /// In the order of loading: first what tells of a panic.
    static let all = [
        Driver(
            modules: ["pvpanic_mmio", "pvpanic"], symbol: "PVPANIC_MMIO", purpose: "word of a panic", isOptional: true),
        Driver(modules: ["virtio_pci"], symbol: "VIRTIO_PCI", purpose: "every device of a guest"),
        Driver(modules: ["virtio_blk"], symbol: "VIRTIO_BLK", purpose: "its disks"),
        Driver(modules: ["virtio_console"], symbol: "VIRTIO_CONSOLE", purpose: "its evidence"),
        Driver(modules: ["ext4"], symbol: "EXT4_FS", purpose: "its root file system"),
    ]

    /// What an initramfs must load, in order; empty where everything is built in.
    /// - Parameter place: for errors.
    /// - Throws: `KernelError` `no-driver` where one is neither built in nor a module, or where the kernel could take no
    ///   initramfs.
    static func early(
        config: KconfigValues, index: ModuleIndex, kernel: String, at place: String
    ) throws(KernelError) -> [EarlyModule] {
        var plan = LoadOrder(index: index)
        var absent: [Driver] = []
        for driver in all {
            // Either may be without it: `modules.builtin` where somebody copied the modules alone.
            if config[driver.symbol] == "y" || driver.modules.contains(where: index.isBuiltIn) { continue }
            if let module = driver.modules.first(where: { index.path(of: $0) != nil }) {
                plan.add(module, isOptional: driver.isOptional)
            } else if !driver.isOptional {
                absent.append(driver)
            }
        }
        guard absent.isEmpty else {
            let names = absent.map { "CONFIG_\($0.symbol) for \($0.purpose)" }.joined(separator: ", ")
            throw KernelError(
                .noDriver, blame: .user, "kernel \(kernel) has no \(names)", at: place,
                remedy: "build it with them, as kernels/fragments/guest.config does, or add their modules")
        }
        guard plan.modules.isEmpty || config["BLK_DEV_INITRD"] == "y" else {
            throw KernelError(
                .noDriver, blame: .user,
                "kernel \(kernel) has drivers as modules and takes no initramfs to load them from", at: place,
                remedy: "build it with CONFIG_BLK_DEV_INITRD=y, or with the drivers built in")
        }
        return plan.modules
    }
}

/// Modules in an order in which each finds what it needs.
private struct LoadOrder {
    let index: ModuleIndex
    private(set) var modules: [EarlyModule] = []
    private var seen: [String: Int] = [:]

    init(index: ModuleIndex) { self.index = index }

    mutating func add(_ name: String, isOptional: Bool) {
        if let place = seen[name] {
            if place >= 0, !isOptional { modules[place].isOptional = false }
            return
        }
        // On the way: a circle of wishes ends here.
        seen[name] = -1
        guard let path = index.path(of: name) else { return }
        for wish in index.wishes(of: name) { add(wish, isOptional: true) }
        for need in index.needs(of: name) { add(need, isOptional: isOptional) }
        seen[name] = modules.count
        modules.append(EarlyModule(path, isOptional: isOptional))
    }
}
