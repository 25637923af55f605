// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Foundation

/// The project's own definitions with what a fault needs beside them.
enum FaultProject {
    /// - Returns: the project's directory.
    static func make(in root: String, for fault: Fault) throws -> String {
        let project = root + "/project"
        try Places.copyDefinitions(to: project)
        for name in ["faults.yaml", "faults-debug.yaml", "patches/faults.patch"] {
            try copy("kernels/" + name, to: project + "/kernels/" + name)
        }
        if fault.misbehaves { try copy("guest/main.c", to: project + "/images/guest/main.c") }
        let matrix = """
            version: 1
            title: \(fault.name)
            image: debian-udev
            baseline: \(fault.kernel.rawValue)
            axes: {kernel: \(fault.kernel.rawValue), vcpus: \(fault.vcpus), workload: coldplug}
            memory: \(fault.memory)
            cmdline: udev.children_max=64 \(fault.words)
            repeat: 1
            criteria: [{name: boots clean, kind: clean-boot}]

            """
        try matrix.write(toFile: project + "/matrix.yaml", atomically: true, encoding: .utf8)
        return project
    }

    private static func copy(_ name: String, to path: String) throws {
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.copyItem(atPath: "\(Places.root)/Tests/Fixtures/\(name)", toPath: path)
    }
}
