// SPDX-License-Identifier: Apache-2.0

/// The features of the file systems that guests mount (mke2fs(8), `-O`; ext4(5)). They are listed one by one, since
/// otherwise the host's mke2fs.conf(5) would decide what a guest has to do.
enum ExtFeatures {
    /// Without a journal: the base is read-only and an overlay is thrown away. Without checksums of metadata: the
    /// shelf's manifest has one of the whole file, and an emulated CPU would compute them at each boot; also, no
    /// kernel thread initialises inode tables while a boot is measured, because that needs those checksums.
    static let list =
        "none,dir_index,dir_nlink,ext_attr,extent,extra_isize,filetype,flex_bg,huge_file,large_file,sparse_super"

    static let rootLabel = "bm-root"
    static let modulesLabel = "bm-modules"
}
