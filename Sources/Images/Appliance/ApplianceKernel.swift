// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Vocabulary

/// Whether a kernel can run libguestfs's appliance, and whether it needs its modules for that.
struct ApplianceKernel: Equatable {
    /// What the appliance's disks, its root and its channel need, by module name with hyphens as underscores.
    static let drivers = ["ext4", "sd_mod", "virtio_console", "virtio_pci", "virtio_scsi"]

    enum Support: Equatable {
        /// Everything is built in. The appliance then gets no modules at all: it starts faster, and a kernel whose
        /// module loader is under test makes the image without that loader.
        case builtIn
        case needsModules
        case lacks([String])
    }

    /// - Parameters:
    ///   - builtin: the text of `modules.builtin` (Documentation/kbuild/kbuild.rst).
    ///   - dependencies: the text of `modules.dep` (modules.dep(5)).
    static func support(builtin: String, dependencies: String) -> Support {
        let inside = Set(builtin.split(separator: "\n").map { ModuleName.of(path: $0) })
        let loadable = Set(dependencies.split(separator: "\n").map { ModuleName.of(path: $0.prefix { $0 != ":" }) })
        let absent = drivers.filter { !inside.contains($0) && !loadable.contains($0) }
        if !absent.isEmpty { return .lacks(absent) }
        return drivers.allSatisfy(inside.contains) ? .builtIn : .needsModules
    }

    static func support(modulesDirectory: String) -> Support {
        func text(_ name: String) -> String {
            (try? String(contentsOfFile: modulesDirectory + "/" + name, encoding: .utf8)) ?? ""
        }
        return support(builtin: text("modules.builtin"), dependencies: text("modules.dep"))
    }
}

extension KernelArtifact {
    /// The directory that depmod(8) wrote its files to.
    var modulesDirectory: String { modulesRoot + "/lib/modules/" + identity.release }
}
