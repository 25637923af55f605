// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// What proves that a running kernel is the one that was built: build-ids, because pinned builds make `uname` useless.
public struct KernelIdentity: Hashable, Codable, Sendable {
    /// `uname -r`, such as `6.12.117`.
    public var release: String
    /// NT_GNU_BUILD_ID of vmlinux, as /sys/kernel/notes shows it.
    public var kernel: BuildID
    /// By module name as the kernel prints it (underscores): the note of the installed `.ko`.
    public var modules: [String: BuildID]

    public init(release: String, kernel: BuildID, modules: [String: BuildID]) {
        self.release = release
        self.kernel = kernel
        self.modules = modules
    }
}
