// SPDX-License-Identifier: Apache-2.0

/// What taking in a kernel that somebody else built runs. Which of the decompressors, its maker decided; Debian's 6.1 wants
/// lz4 and its 6.12 zstd and xz.
public enum ReadyTools {
    /// By Debian package.
    public static let packages = ["apt", "dpkg", "gzip", "kmod", "lz4", "xz-utils", "zstd"]
}
