// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The environment of everything that has a say in a kernel's bytes: pinned where it must be, cleared otherwise.
enum KbuildEnvironment {
    /// Same inputs, same bytes (Documentation/kbuild/reproducible-builds.rst). Part of the key.
    static let pinned = [
        "KBUILD_BUILD_TIMESTAMP": "2000-01-01 00:00:00 UTC",
        "KBUILD_BUILD_USER": "bootmatrix",
        "KBUILD_BUILD_HOST": "bootmatrix",
        "KBUILD_BUILD_VERSION": "1",
        "LC_ALL": "C",
        "TZ": "UTC",
    ]

    /// Everything else goes: ARCH, KCFLAGS, LOCALVERSION, CPATH, and the MAKEFLAGS of a make that runs us, whose job
    /// server does not reach as far as here.
    private static let kept: Set<String> = ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH"]

    static let current = changes(to: ProcessInfo.processInfo.environment)

    /// What to change in an inherited environment; nil removes.
    static func changes(to inherited: [String: String]) -> [String: String?] {
        var result: [String: String?] = [:]
        for name in inherited.keys where !kept.contains(name) { result[name] = .some(nil) }
        for (name, value) in pinned { result[name] = value }
        // depmod is in sbin, which a user's PATH may lack.
        let path = inherited["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        result["PATH"] = path.split(separator: ":").contains("/usr/sbin") ? path : path + ":/usr/sbin:/sbin"
        return result
    }
}
