// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Host
import MatrixPlan
import Vocabulary

@testable import Images

/// A directory of a test's own, removed with the value.
struct Scratch: ~Copyable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/bm-images-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func file(_ name: String, _ text: String) throws -> String {
        let full = path + "/" + name
        let parent = URL(fileURLWithPath: full).deletingLastPathComponent().path
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        try text.write(toFile: full, atomically: false, encoding: .utf8)
        return full
    }
}

enum Sample {
    static func recipe(
        variant: String = "extract", packages: [String] = ["udev", "kmod"], remove: [String] = ["usr/share/*"],
        files: [String: String] = ["etc/group": "root:x:0:\n"], size: ByteCount = .mebibytes(256)
    ) -> ImageRecipe {
        ImageRecipe(
            name: ImageName(unchecked: "tiny"), title: "", profile: .minimal, suite: "bookworm", variant: variant,
            packages: packages, remove: remove, directories: ["usr/lib/modules"], files: files, size: size)
    }

    static func kernel(
        _ name: String = "stats", key: String = "k1", modulesRoot: String = "/k/modules"
    ) -> KernelArtifact {
        KernelArtifact(
            name: KernelName(unchecked: name), key: key, bzImage: "/k/bzImage", modulesRoot: modulesRoot,
            identity: KernelIdentity(release: "6.12.1", kernel: BuildID(bytes: [1]), modules: [:]), ticksPerSecond: 100)
    }
}
