// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Host
import Kernels
import MatrixFiles
import MatrixPlan
import Vocabulary

/// The project whose kernels are looked at.
struct KernelOptions: ParsableArguments {
    @OptionGroup var project: ProjectOptions

    var files: ProjectFiles { ProjectFiles(root: project.root) }

    /// The kernel itself, whatever format of modules is named with it.
    /// - Throws: `ValidationError` for what is no kernel's name.
    func name(_ text: String) throws -> KernelName {
        guard let name = KernelName(rawValue: text) else {
            throw ValidationError("'\(SafeText.line(text, limit: 60))' is not a kernel's name")
        }
        return name.base
    }

    /// The kernels of these names, each read and checked.
    /// - Throws: `KernelError` `unknown-kernel`, `MatrixFileError`.
    func workshop(_ names: [KernelName], _ display: ProgressDisplay) throws -> KernelWorkshop {
        let known = try files.kernelNames()
        for name in names where !known.contains(name) {
            throw KernelError(
                .unknownKernel, blame: .user, "there is no kernel '\(name)'", at: files.root + "/kernels",
                remedy: Closest.remedy(for: name.rawValue, among: known.map(\.rawValue)))
        }
        let definitions = try names.map { try files.kernel($0) }
        return KernelWorkshop(
            definitions: definitions, in: files.root + "/kernels", directories: Directories(), progress: display)
    }
}
