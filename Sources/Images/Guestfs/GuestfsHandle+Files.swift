// SPDX-License-Identifier: Apache-2.0

import CGuestfs

/// The calls that an image is made with. Paths are the guest's; a path on the host says so. The device is always the
/// only disk, `/dev/sda`.
extension GuestfsHandle {
    private static var device: String { "/dev/sda" }

    func addDisk(_ hostPath: String, readOnly: Bool = false) throws(GuestfsFailure) {
        try call("add_drive") { bm_guestfs_add_raw($0, hostPath, readOnly ? 1 : 0) }
    }

    /// Starts the appliance and waits until it answers.
    func launch() throws(GuestfsFailure) {
        try call("launch") { guestfs_launch($0) }
    }

    /// Makes a file system on the whole disk, without a partition table.
    /// - Parameter features: mke2fs(8), `-O`.
    func makeFileSystem(_ type: String, label: String, features: String) throws(GuestfsFailure) {
        try call("mkfs") { bm_guestfs_mkfs($0, type, Self.device, label, features) }
    }

    func mount(options: String) throws(GuestfsFailure) {
        try call("mount") { guestfs_mount_options($0, options, Self.device, "/") }
    }

    /// Unpacks an uncompressed tarball with its owners, modes and extended attributes.
    func unpack(_ hostTarball: String, into directory: String) throws(GuestfsFailure) {
        try call("tar_in") { bm_guestfs_tar_in($0, hostTarball, directory) }
    }

    func makeDirectory(_ path: String) throws(GuestfsFailure) {
        try call("mkdir_p") { guestfs_mkdir_p($0, path) }
    }

    func write(_ text: String, to path: String) throws(GuestfsFailure) {
        try call("write") { guestfs_write($0, path, text, text.utf8.count) }
    }

    func append(_ text: String, to path: String) throws(GuestfsFailure) {
        try call("write_append") { guestfs_write_append($0, path, text, text.utf8.count) }
    }

    func upload(_ hostPath: String, to path: String) throws(GuestfsFailure) {
        try call("upload") { guestfs_upload($0, hostPath, path) }
    }

    func setMode(_ mode: Int32, of path: String) throws(GuestfsFailure) {
        try call("chmod") { guestfs_chmod($0, mode, path) }
    }

    /// Whether a file, directory or link is there; links are followed.
    func exists(_ path: String) throws(GuestfsFailure) -> Bool {
        try call("exists") { guestfs_exists($0, path) } != 0
    }

    /// 64 hexadecimal digits.
    func sha256(of path: String) throws(GuestfsFailure) -> String {
        try text("checksum") { guestfs_checksum($0, "sha256", path) }
    }

    func read(_ path: String) throws(GuestfsFailure) -> String {
        try text("cat") { guestfs_cat($0, path) }
    }

    /// Unmounts, syncs and ends the appliance; an error here means that writes may be lost (guestfs_shutdown).
    func finish() throws(GuestfsFailure) {
        try call("umount_all") { guestfs_umount_all($0) }
        try call("shutdown") { guestfs_shutdown($0) }
    }
}
